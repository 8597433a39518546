/** Threads for work that takes time, and how much of it may be under way at once. */
@NullMarked
package chat.core.thread;

import org.jspecify.annotations.NullMarked;
