/**
 * The way to the cores: {@link chat.console.core.Cores} makes one call on behalf of one {@link chat.console.core.Caller}, on whichever core
 * answers. Every failure comes out as a {@link chat.runtime.error.ChatException}.
 */
@NullMarked
package chat.console.core;

import org.jspecify.annotations.NullMarked;
