/** A core made of fakes behind a real gRPC server, and the console started against it. */
@NullMarked
package chat.console.fake;

import org.jspecify.annotations.NullMarked;
