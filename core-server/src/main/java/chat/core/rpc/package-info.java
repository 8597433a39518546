/** What every gRPC service of a core node does alike: answering. */
@NullMarked
package chat.core.rpc;

import org.jspecify.annotations.NullMarked;
