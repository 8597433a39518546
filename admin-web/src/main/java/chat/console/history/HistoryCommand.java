package chat.console.history;

import chat.console.page.Chatctl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@code chatctl history show} for a place. A page further on in a list is not a place that the command line names: it starts where the list does. */
final class HistoryCommand {
    private HistoryCommand() {}

    static String of(Visit visit, Place place) {
        List<String> words = new ArrayList<>(
                List.of("history", "show", Long.toString(visit.channelId()), "--reason", visit.reason()));
        if (place.from() != 0) {
            words.addAll(List.of(place.newer() ? "--after-id" : "--before-id", Long.toString(place.from())));
        } else if (place.time() != 0) {
            words.addAll(List.of("--from", Instant.ofEpochMilli(place.time()).toString()));
            words.addAll(List.of("--direction", place.newer() ? "newer" : "older"));
        } else if (place.newer()) {
            words.addAll(List.of("--direction", "newer"));
        }
        words.addAll(List.of("--limit", Integer.toString(place.size())));
        return Chatctl.command(words.toArray(String[]::new));
    }
}
