/** The core server: {@link chat.core.CoreServer} puts the features together, {@link chat.core.CoreMain} runs it. */
@NullMarked
package chat.core;

import org.jspecify.annotations.NullMarked;
