/** What a command takes from the process around it: environment, stdin, clock, Ctrl-C. Tests give their own. */
@NullMarked
package chat.ctl.surroundings;

import org.jspecify.annotations.NullMarked;
