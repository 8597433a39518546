package chat.core.cluster.ownership;

import java.util.concurrent.CompletionStage;

/** Counts the owners of slots, for ever. Safe from any thread; never blocks. */
interface SlotEpochs {
    /**
     * Raises a slot's epoch. The result is given to this call and to no other. Fails with ChatException STORE_UNAVAILABLE; the epoch may then have been
     * raised, for nobody.
     */
    CompletionStage<Long> raise(int slot, String nodeId);
}
