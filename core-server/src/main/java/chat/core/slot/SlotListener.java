package chat.core.slot;

import java.util.concurrent.CompletionStage;

/** A feature that keeps state by slot. All calls for one slot come one after the other, on the slot's thread ({@link SlotThreads}). */
public interface SlotListener {
    /**
     * The slot was claimed in a new epoch. No request of the slot is admitted before every listener's stage is complete. A stage that fails
     * makes the node give the slot up and try again; {@link SlotTenure#check()} inside is allowed.
     */
    CompletionStage<Void> acquired(SlotTenure tenure);

    /** A planned hand-over: no request is admitted any more; the stage completes when what was admitted is finished and flushed. */
    CompletionStage<Void> releasing(SlotTenure tenure);

    /** The tenure has ended, planned or not: forget the slot's state. Follows {@link #releasing}, or comes alone when the lease is lost. */
    void lost(SlotTenure tenure);
}
