/** What operators did and looked at, a day at a time. For administrators. */
@NullMarked
package chat.console.audit;

import org.jspecify.annotations.NullMarked;
