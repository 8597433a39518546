package chat.console.history;

import chat.console.page.Names;
import chat.console.page.Times;
import chat.message.v1.Message;
import chat.operator.v1.ListMessagesResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of history, oldest message first whichever way it was read, and the ways on from it.
 *
 * @param older address of the page before it; null when there is nothing older
 * @param newer address of the page after it; null on the page of the newest messages
 * @param atStart true when nothing is older
 * @param atEnd true when nothing was newer at the time of reading
 */
record HistoryPage(
        List<MessageRow> rows, @Nullable String older, @Nullable String newer, boolean atStart, boolean atEnd) {

    static HistoryPage of(ListMessagesResponse response, Place place, Visit visit, Times times) {
        Names names = new Names(visit.channel().getProfilesList());
        names.add(response.getProfilesList());
        List<Message> messages = new ArrayList<>(response.getMessagesList());
        if (!place.newer()) {
            Collections.reverse(messages);
        }
        List<MessageRow> rows = messages.stream()
                .map(message -> MessageRow.of(message, names, times, place.mark()))
                .toList();
        boolean more = !response.getNextPageToken().isEmpty();
        long channelId = visit.channelId();
        String onward = more ? place.page(response.getNextPageToken()).url(channelId) : null;
        String older;
        String newer;
        boolean atStart = place.newer() ? place.isOldest() : !more;
        if (place.newer()) {
            older = atStart
                    ? null
                    : back(place, rows.isEmpty() ? 0 : rows.get(0).id(), channelId);
            newer = onward;
        } else {
            older = onward;
            newer = place.isNewest()
                    ? null
                    : back(place, rows.isEmpty() ? 0 : rows.get(rows.size() - 1).id(), channelId);
        }
        return new HistoryPage(rows, older, newer, atStart, place.newer() ? !more : place.isNewest());
    }

    /** The other way from the message at this end of the page; from the page's own start when it holds none. */
    private static @Nullable String back(Place place, long messageId, long channelId) {
        if (messageId != 0) {
            return (place.newer() ? place.before(messageId) : place.after(messageId)).url(channelId);
        }
        if (place.from() == 0 && place.time() == 0) {
            return null;
        }
        return place.turned().url(channelId);
    }
}
