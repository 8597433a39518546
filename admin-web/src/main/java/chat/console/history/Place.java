package chat.console.history;

import chat.console.page.Ids;
import chat.error.v1.ErrorReason;
import chat.message.v1.Direction;
import chat.operator.v1.ListMessagesRequest;
import chat.runtime.error.ChatException;
import java.util.List;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where in a channel's history a page is: all that its address says.
 *
 * @param newer true to go from the start forward in time, false backward
 * @param from start next to this message, which is left out; 0 for none
 * @param time start at this time in milliseconds; 0 for none. With neither, backward starts at the newest
 * @param token of the page within that list; empty for its first
 * @param size messages a page
 * @param mark message to point out; 0 for none
 */
record Place(boolean newer, long from, long time, String token, int size, long mark) {
    static final List<Integer> SIZES = List.of(10, 50, 200, 1000);
    static final int SIZE = 50;

    /** The parameters as they came. */
    record Query(String way, String from, String time, String token, String size, String mark) {}

    /** @throws ChatException FIELD_INVALID for what is not one of the console's own links */
    static Place parse(Query query) {
        if (!query.way().isEmpty()
                && !query.way().equals("older")
                && !query.way().equals("newer")) {
            throw invalid("way", "older or newer");
        }
        int size = query.size().isEmpty()
                ? SIZE
                : SIZES.stream()
                        .filter(one -> one.toString().equals(query.size()))
                        .findFirst()
                        .orElseThrow(() -> invalid("size", "one of " + SIZES));
        return new Place(
                query.way().equals("newer"),
                optional("from", query.from()),
                optional("time", query.time()),
                query.token(),
                size,
                optional("mark", query.mark()));
    }

    private static long optional(String field, String text) {
        return text.isEmpty() || text.equals("0") ? 0 : Ids.parse(field, text);
    }

    private static ChatException invalid(String field, String expected) {
        return new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, field + " is not " + expected);
    }

    /** Backward from the newest message. */
    static Place newest(int size) {
        return new Place(false, 0, 0, "", size, 0);
    }

    /** True for the first page of all: the newest messages. */
    public boolean isNewest() {
        return !newer && from == 0 && time == 0 && token.isEmpty();
    }

    /** True for the page of the very first messages. */
    boolean isOldest() {
        return newer && from == 0 && time == 0 && token.isEmpty();
    }

    Place page(String nextToken) {
        return new Place(newer, from, time, nextToken, size, mark);
    }

    Place before(long messageId) {
        return new Place(false, messageId, 0, "", size, 0);
    }

    Place after(long messageId) {
        return new Place(true, messageId, 0, "", size, 0);
    }

    /** Forward from a time, what is of that time included. */
    Place atTime(long millis) {
        return new Place(true, 0, millis, "", size, 0);
    }

    /** Forward from a message, itself included and pointed out. */
    Place atMessage(long messageId) {
        return new Place(true, messageId - 1, 0, "", size, messageId);
    }

    Place turned() {
        return new Place(!newer, newer ? from + 1 : Math.max(0, from - 1), time, "", size, 0);
    }

    Place sized(int other) {
        // a token is good for its own size only
        return new Place(newer, from, time, "", other, mark);
    }

    String url(long channelId) {
        UriComponentsBuilder url = UriComponentsBuilder.fromPath("/channels/" + channelId);
        if (newer) {
            url.queryParam("way", "newer");
        }
        if (from != 0) {
            url.queryParam("from", from);
        }
        if (time != 0) {
            url.queryParam("time", time);
        }
        if (size != SIZE) {
            url.queryParam("size", size);
        }
        if (mark != 0) {
            url.queryParam("mark", mark);
        }
        if (!token.isEmpty()) {
            url.queryParam("token", "{token}");
        }
        return url.encode().buildAndExpand(token).toUriString();
    }

    ListMessagesRequest request(Visit visit) {
        ListMessagesRequest.Builder request = ListMessagesRequest.newBuilder()
                .setChannelId(visit.channelId())
                .setReason(visit.reason())
                .setDirection(newer ? Direction.DIRECTION_NEWER : Direction.DIRECTION_OLDER)
                .setPageSize(size)
                .setPageToken(token);
        if (from != 0) {
            request.setMessageId(from);
        } else if (time != 0) {
            request.setTimeMillis(time);
        }
        return request.build();
    }
}
