package chat.core.message;

import chat.core.messageid.IdLayout;

/** History buckets: 10 days of ids, counted from 2000. */
public final class Buckets {
    private static final long MILLIS = 10L * 24 * 60 * 60 * 1000;

    private Buckets() {}

    /** The bucket of an id. */
    public static int of(long messageId) {
        return (int) ((IdLayout.timeMillis(messageId) - IdLayout.EPOCH_MILLIS) / MILLIS);
    }
}
