package chat.gateway.session;

import java.util.concurrent.ThreadLocalRandom;

/** Names for requests in logs. */
final class RequestIds {
    private RequestIds() {}

    static String next() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    }
}
