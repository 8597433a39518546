/** A client that follows the protocol of {@code docs/client-protocol.md} and remembers everything that it was told. */
@NullMarked
package chat.systemtests.client;

import org.jspecify.annotations.NullMarked;
