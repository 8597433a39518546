/**
 * The operator's command line: {@link chat.ctl.Main} starts, {@link chat.ctl.Chatctl} is the table of contents, one package a
 * group of commands. What goes to stdout is data; everything else goes to stderr. docs/chatctl.md is its manual.
 */
@NullMarked
package chat.ctl;

import org.jspecify.annotations.NullMarked;
