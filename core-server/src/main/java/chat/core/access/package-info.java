/** Who may call what: one table of all methods, and the interceptor that holds every call to it. */
@NullMarked
package chat.core.access;

import org.jspecify.annotations.NullMarked;
