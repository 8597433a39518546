package chat.core.imports;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Keeps which sequences of the past were handed out. Safe from any thread. */
public interface HistoricIdStore {
    /**
     * Part of one day of one lane.
     *
     * @param version counts the day's reservations; 0: none was made
     * @param nextSequences by millisecond of the day, the next free one; absent: 0
     */
    record Day(long version, Map<Integer, Integer> nextSequences) {}

    /** Milliseconds of a day from one to another, both included. Key: (lane, day). */
    CompletionStage<Day> read(int lane, int day, int fromMillis, int toMillis);

    /**
     * Stores next free sequences if the day is at a version still, and raises it by one; completes with whether it was. Fails with STORE_UNAVAILABLE when the
     * outcome is unknown. Key: (lane, day).
     */
    CompletionStage<Boolean> reserve(int lane, int day, long version, Map<Integer, Integer> nextSequences);
}
