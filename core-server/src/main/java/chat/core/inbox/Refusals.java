package chat.core.inbox;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps a channel's order in an inbox when one of its messages was refused while later ones were already on their way: those are refused too, until
 * the first comes again or some seconds have passed. Outlives the slot's tenure. Slot thread only.
 */
final class Refusals {
    private static final long KEPT_NANOS = 5_000_000_000L;
    private static final int MAX_KEPT = 10_000;

    private final LongSupplier nanoTime;
    private final LinkedHashMap<Place, Refusal> refusals = new LinkedHashMap<>();

    private record Place(long userId, long channelId) {}

    private record Refusal(long messageId, long at) {}

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** True when an earlier message of the channel was refused and has not come again. */
    boolean holdsBack(long userId, long channelId, long messageId) {
        if (refusals.isEmpty()) {
            return false;
        }
        Refusal refusal = refusals.get(new Place(userId, channelId));
        return refusal != null && messageId > refusal.messageId() && nanoTime.getAsLong() - refusal.at() < KEPT_NANOS;
    }

    /** The message was not taken. */
    void refused(long userId, long channelId, long messageId) {
        dropOld();
        Place place = new Place(userId, channelId);
        Refusal earlier = refusals.get(place);
        if (earlier == null || messageId <= earlier.messageId()) {
            refusals.remove(place); // so that the map stays in order of time
            refusals.put(place, new Refusal(messageId, nanoTime.getAsLong()));
        }
    }

    /** The message was taken. */
    void taken(long userId, long channelId, long messageId) {
        if (refusals.isEmpty()) {
            return;
        }
        Place place = new Place(userId, channelId);
        Refusal refusal = refusals.get(place);
        if (refusal != null && messageId >= refusal.messageId()) {
            refusals.remove(place);
        }
    }

    private void dropOld() {
        long now = nanoTime.getAsLong();
        Iterator<Map.Entry<Place, Refusal>> oldestFirst = refusals.entrySet().iterator();
        while (oldestFirst.hasNext()) {
            Refusal refusal = oldestFirst.next().getValue();
            if (refusals.size() < MAX_KEPT && now - refusal.at() < KEPT_NANOS) {
                return;
            }
            oldestFirst.remove();
        }
    }
}
