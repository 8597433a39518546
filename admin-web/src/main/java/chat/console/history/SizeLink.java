package chat.console.history;

import java.util.List;

/**
 * The same place with another number of messages a page.
 *
 * @param current true for the number in use
 */
record SizeLink(int size, String url, boolean current) {
    static List<SizeLink> all(Place place, long channelId) {
        return Place.SIZES.stream()
                .map(size -> new SizeLink(size, place.sized(size).url(channelId), size == place.size()))
                .toList();
    }
}
