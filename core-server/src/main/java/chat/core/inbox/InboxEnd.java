package chat.core.inbox;

import java.util.List;

/**
 * Where an inbox ends.
 *
 * @param lastPosition the next entry gets this plus one; 0 when there never was one
 * @param tail the last entries that exist, oldest first, without a gap; they end at lastPosition unless the inbox jumped, and are empty if all expired
 */
record InboxEnd(long lastPosition, List<InboxEntry> tail) {}
