package chat.core.fanout;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which messages of one slot are not in all their inboxes yet, in id order; from it follows the checkpoint. Slot thread only.
 *
 * <p>Ids of a slot grow over all its channels and owners: each is minted above {@link #floor()}. So what is complete is one number, and an id that
 * is minted later can't lie below it, whatever clocks say.
 */
public final class SlotProgress {
    /** A run of ids that is complete as one. */
    public final class Run {
        private final long firstId;
        private int open;

        private Run(long firstId, int open) {
            this.firstId = firstId;
            this.open = open;
        }

        /** One message of the run is in all its inboxes, or will never exist. */
        public void completeOne() {
            complete(1);
        }

        /** So many messages of the run are in all their inboxes, or will never exist. */
        public void complete(int count) {
            open -= count;
            if (open < 0) {
                throw new IllegalStateException("more messages complete than begun from " + firstId);
            }
            while (!runs.isEmpty() && runs.peekFirst().open == 0) {
                runs.removeFirst();
            }
        }
    }

    private final Deque<Run> runs = new ArrayDeque<>();
    private long floor;

    /** @param floor no id up to this one will be minted any more */
    public SlotProgress(long floor) {
        this.floor = floor;
    }

    /** The greatest id known in this slot. */
    public long floor() {
        return floor;
    }

    /** Ids that were just minted. Must be called in the order of minting, before anything of them is written. */
    public Run begin(long firstId, long lastId, int messages) {
        if (firstId <= floor || lastId < firstId) {
            throw new IllegalStateException("ids " + firstId + " to " + lastId + " do not follow " + floor);
        }
        floor = lastId;
        return hold(firstId, messages);
    }

    /** An id of a former owner was seen: later ones will be minted above it. */
    public void raiseFloor(long messageId) {
        floor = Math.max(floor, messageId);
    }

    /** What a former owner left: nothing above {@code completeThrough} counts as complete before {@code tasks} are. */
    public Run recover(long completeThrough, int tasks) {
        if (!runs.isEmpty()) {
            throw new IllegalStateException("recovery comes before the first new id");
        }
        return hold(completeThrough + 1, tasks);
    }

    private Run hold(long firstId, int messages) {
        Run run = new Run(firstId, messages);
        runs.addLast(run);
        return run;
    }

    /** Every message of the slot with an id up to this one is complete. */
    public long completeThrough() {
        return runs.isEmpty() ? floor : runs.peekFirst().firstId - 1;
    }

    /** True when nothing is unfinished. */
    public boolean idle() {
        return runs.isEmpty();
    }
}
