/** One account: profile, presence, devices and how far each of them has read, channels. */
@NullMarked
package chat.console.user;

import org.jspecify.annotations.NullMarked;
