package chat.core.imports;

import chat.core.messageid.IdLayout;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Mints ids at times of the past (ADR 0001): a batch reserves its numbers day by day, each with one conditional update, before it writes a row. Numbers of a
 * batch that comes to nothing stay unused. Safe from any thread.
 */
final class HistoricMinter {
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;
    /** Beyond the last time of a batch, so many milliseconds are read, for those that are used up. */
    private static final int SLACK_MILLIS = 5_000;

    private static final int TRIES = 50;

    private final HistoricIdStore store;

    HistoricMinter(HistoricIdStore store) {
        this.store = store;
    }

    /** A batch whose ids are being found. */
    private static final class Batch {
        private final int worker;
        private final long[] timesMillis;
        private final long[] ids;
        private final long lastId;

        Batch(int worker, long[] timesMillis, long lastId) {
            this.worker = worker;
            this.timesMillis = timesMillis;
            this.lastId = lastId;
            ids = new long[timesMillis.length];
        }

        int lane() {
            return worker - IdLayout.FIRST_HISTORIC_WORKER;
        }

        /** When line {@code i} may be at the earliest, milliseconds since 2000. */
        long earliest(int i) {
            long before = IdLayout.timeMillis(i == 0 ? lastId : ids[i - 1]);
            return Math.max(timesMillis[i], before) - IdLayout.EPOCH_MILLIS;
        }
    }

    /**
     * Growing ids, each at its time, or, to keep the order, as little later as possible.
     *
     * @param lane 0 to 255
     * @param lastId all are greater than this
     * @param timesMillis since 1970, not before 2000
     */
    CompletionStage<long[]> mint(int lane, long lastId, long[] timesMillis) {
        int worker = IdLayout.FIRST_HISTORIC_WORKER + lane;
        Batch batch = new Batch(worker, timesMillis, lastId);
        return mint(batch, 0, TRIES).thenApply(done -> batch.ids);
    }

    private CompletionStage<Void> mint(Batch batch, int first, int tries) {
        if (first == batch.ids.length) {
            return CompletableFuture.completedFuture(null);
        }
        if (tries == 0) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_OVERLOADED, "too many imports want ids of the same day; try again");
        }
        long earliest = batch.earliest(first);
        int day = (int) (earliest / DAY_MILLIS);
        int fromMillis = (int) (earliest % DAY_MILLIS);
        int toMillis = (int) Math.min(DAY_MILLIS - 1, lastOfDay(batch, first, day) + SLACK_MILLIS);
        return store.read(batch.lane(), day, fromMillis, toMillis).thenCompose(at -> {
            Map<Integer, Integer> reserved = new HashMap<>();
            int next = assign(batch, first, day, toMillis, at, reserved);
            if (reserved.isEmpty()) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_IMPORT_CONFLICT, "no ids are left for day " + day + " since 2000");
            }
            return store.reserve(batch.lane(), day, at.version(), reserved)
                    .thenCompose(applied -> applied ? mint(batch, next, TRIES) : mint(batch, first, tries - 1));
        });
    }

    private static long lastOfDay(Batch batch, int first, int day) {
        long last = batch.earliest(first);
        for (int i = first; i < batch.timesMillis.length; i++) {
            long time = batch.timesMillis[i] - IdLayout.EPOCH_MILLIS;
            if (time / DAY_MILLIS > day) {
                break;
            }
            last = Math.max(last, time);
        }
        return last % DAY_MILLIS;
    }

    /** Finds ids for lines from {@code first} on, as long as they lie in what was read of the day; answers the first line that does not. */
    private static int assign(
            Batch batch, int first, int day, int toMillis, HistoricIdStore.Day at, Map<Integer, Integer> reserved) {
        for (int i = first; i < batch.ids.length; i++) {
            long earliest = batch.earliest(i);
            if (earliest / DAY_MILLIS != day) {
                return i;
            }
            int millisecond = (int) (earliest % DAY_MILLIS);
            int sequence = next(millisecond, at, reserved);
            while (sequence >= IdLayout.SEQUENCES) {
                millisecond++;
                if (millisecond > toMillis) {
                    return i;
                }
                sequence = next(millisecond, at, reserved);
            }
            if (millisecond > toMillis) {
                return i;
            }
            reserved.put(millisecond, sequence + 1);
            long time = IdLayout.EPOCH_MILLIS + day * DAY_MILLIS + millisecond;
            batch.ids[i] = IdLayout.id(time, batch.worker, sequence);
        }
        return batch.ids.length;
    }

    private static int next(int millisecond, HistoricIdStore.Day at, Map<Integer, Integer> reserved) {
        Integer mine = reserved.get(millisecond);
        return mine != null ? mine : at.nextSequences().getOrDefault(millisecond, 0);
    }
}
