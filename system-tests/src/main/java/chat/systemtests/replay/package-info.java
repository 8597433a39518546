/** Replays real conversations through a running stack and checks that everyone has exactly what was said. */
@NullMarked
package chat.systemtests.replay;

import org.jspecify.annotations.NullMarked;
