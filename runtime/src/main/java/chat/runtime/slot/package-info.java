/** Slots: the fixed number of shards that channel ids and user ids hash to. Gateways and core nodes must agree on it. */
@NullMarked
package chat.runtime.slot;

import org.jspecify.annotations.NullMarked;
