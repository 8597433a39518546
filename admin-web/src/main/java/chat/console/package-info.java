/**
 * The operator console: server-rendered pages over the operator services of the cores ({@code chat.operator.v1}).
 *
 * <p>It stores nothing. An operator's token, and the reasons they gave for looking at conversations, live in the servlet session of this
 * process and end with it. Whatever it shows or does, {@code chatctl} can as well.
 */
@NullMarked
package chat.console;

import org.jspecify.annotations.NullMarked;
