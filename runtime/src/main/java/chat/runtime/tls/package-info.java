/** TLS of listeners and of calls, from PEM files: gRPC credentials and Netty contexts, with client certificates when asked for. */
@NullMarked
package chat.runtime.tls;

import org.jspecify.annotations.NullMarked;
