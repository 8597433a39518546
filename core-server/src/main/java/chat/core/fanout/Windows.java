package chat.core.fanout;

import chat.core.messageid.IdLayout;

/** The windows of fan-out marks: minutes since 2000, by the time of an id. */
public final class Windows {
    private static final long MILLIS = 60_000;

    private Windows() {}

    /** The window of an id. */
    public static long of(long messageId) {
        return (IdLayout.timeMillis(messageId) - IdLayout.EPOCH_MILLIS) / MILLIS;
    }
}
