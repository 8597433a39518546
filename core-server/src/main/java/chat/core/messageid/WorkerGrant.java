package chat.core.messageid;

/**
 * The right to mint ids of one worker in one span of time. Spans of one worker never overlap, whoever holds them (ADR 0001).
 *
 * @param worker 0 to 767
 * @param fromMillis first millisecond, since 1970
 * @param horizonMillis the millisecond at which the span ends, itself left out
 */
record WorkerGrant(int worker, long fromMillis, long horizonMillis) {
    WorkerGrant {
        if (worker < 0 || worker >= IdLayout.FIRST_HISTORIC_WORKER || fromMillis >= horizonMillis) {
            throw new IllegalArgumentException(
                    "no grant for worker " + worker + " from " + fromMillis + " to " + horizonMillis);
        }
    }

    /** The same span with a later end. */
    WorkerGrant until(long laterHorizonMillis) {
        return new WorkerGrant(worker, fromMillis, laterHorizonMillis);
    }
}
