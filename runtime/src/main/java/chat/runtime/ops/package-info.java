/** What operations sees of a process: {@code /healthz}, {@code /readyz} and {@code /metrics} on a small HTTP server of its own. */
@NullMarked
package chat.runtime.ops;

import org.jspecify.annotations.NullMarked;
