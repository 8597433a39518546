package chat.core.inbox;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One user's inbox during one tenure: numbers entries, writes them one batch after the other, and shows them when they are durable and the tenure
 * still holds. Slot thread only.
 *
 * <pre>
 *   incoming -> (known? answered) -> numbered, queued -> writing -> visible: answered, pushed
 * </pre>
 */
final class UserInbox implements OpenInbox {
    private final long userId;
    private final SlotInboxes slot;
    private final Lane lane;
    private final EntryTail tail = new EntryTail();
    private final Map<Long, Long> cursors = new HashMap<>();

    /** Not yet compared with what the inbox has: it is being opened, or read further back. */
    private final ArrayDeque<Incoming> incoming = new ArrayDeque<>();

    /** Numbered, not yet written. */
    private final ArrayDeque<Queued> queued = new ArrayDeque<>();

    /** Repeats of entries that are not visible yet. */
    private final List<Repeat> repeats = new ArrayList<>();

    private final List<CompletableFuture<OpenInbox>> openers = new ArrayList<>();
    private List<Queued> writing = Collections.emptyList();
    private boolean opened;
    private boolean opening;
    private boolean readingBack;
    private long visible;
    private long numbered;
    private @Nullable InboxSubscriber subscriber;

    /** Counted in the slot's weight. */
    private long weight;

    private int dirtyCursors;

    record Incoming(long channelId, long messageId, ByteString message, AppendTicket ticket) {}

    private record Queued(InboxEntry entry, AppendTicket ticket) {}

    private record Repeat(long position, AppendTicket ticket) {}

    UserInbox(long userId, SlotInboxes slot) {
        this.userId = userId;
        this.slot = slot;
        this.lane = slot.lane();
    }

    // ---- opening

    CompletionStage<OpenInbox> open() {
        if (opened) {
            return CompletableFuture.completedFuture(this);
        }
        CompletableFuture<OpenInbox> opener = new CompletableFuture<>();
        openers.add(opener);
        startOpen(0);
        return opener;
    }

    private void startOpen(int attempt) {
        if (opening && attempt == 0) {
            return;
        }
        opening = true;
        lane.onThread(
                lane.cursorStore().read(userId).thenCompose(stored -> lane.store()
                        .open(userId, greatest(stored), slot.tenure())
                        .thenApply(end -> new Opened(end, stored))),
                (found, failure) -> {
                    if (slot.isOver()) {
                        return;
                    }
                    if (found == null) {
                        // not given up: an append that failed here could be overtaken by the channel's next one
                        lane.metrics().openFailed();
                        lane.retry(attempt, () -> startOpen(attempt + 1), slot);
                        return;
                    }
                    opened(found);
                });
    }

    private record Opened(InboxEnd end, Map<Long, Long> cursors) {}

    private static long greatest(Map<Long, Long> cursors) {
        return cursors.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private void opened(Opened found) {
        opened = true;
        tail.reset(found.end());
        visible = found.end().lastPosition();
        numbered = visible;
        cursors.putAll(found.cursors());
        settle();
        List<CompletableFuture<OpenInbox>> waiting = List.copyOf(openers);
        openers.clear();
        waiting.forEach(opener -> opener.complete(this));
        reweigh();
    }

    // ---- appending

    /** Takes a message, or refuses it when too much is queued. */
    void append(Incoming message) {
        if (queueLength() >= lane.config().maxQueuedPerUser()) {
            slot.refuse(
                    userId,
                    message,
                    new ChatException(
                            ErrorReason.ERROR_REASON_OVERLOADED,
                            "inbox " + userId + " has " + queueLength() + " entries waiting; try again"));
            return;
        }
        slot.taken(userId, message);
        incoming.addLast(message);
        lane.queuedMore(1);
        if (opened) {
            settle();
        } else {
            startOpen(0);
        }
    }

    private int queueLength() {
        return incoming.size() + queued.size() + writing.size() + repeats.size();
    }

    private void settle() {
        while (!readingBack && !incoming.isEmpty()) {
            Incoming first = incoming.getFirst();
            switch (tail.look(first.messageId())) {
                case NEW -> number(incoming.removeFirst());
                case KNOWN -> repeated(incoming.removeFirst(), tail.positionOf(first.messageId()));
                case UNKNOWN -> readBack(first.messageId(), tail.firstPosition(), 0);
            }
        }
        startWrite();
    }

    private void number(Incoming message) {
        numbered++;
        InboxEntry entry = new InboxEntry(
                numbered,
                message.channelId(),
                message.messageId(),
                Math.max(tail.maxMessageId(), message.messageId()),
                message.message());
        tail.add(entry);
        queued.addLast(new Queued(entry, message.ticket()));
    }

    private void repeated(Incoming message, long position) {
        lane.metrics().repeated();
        if (position <= visible) {
            lane.queuedMore(-1);
            message.ticket().durable();
        } else {
            repeats.add(new Repeat(position, message.ticket()));
        }
    }

    private void readBack(long messageId, long before, int attempt) {
        readingBack = true;
        lane.metrics().readBack();
        lane.onThread(lane.store().readBack(userId, before, 500), (found, failure) -> {
            if (slot.isOver()) {
                return;
            }
            if (found == null) {
                lane.retry(attempt, () -> readBack(messageId, before, attempt + 1), slot);
                return;
            }
            if (before == tail.firstPosition()) {
                tail.prepend(found);
            }
            EntryTail.Verdict verdict =
                    found.isEmpty() ? EntryTail.Verdict.NEW : EntryTail.look(found.iterator(), messageId);
            if (verdict == EntryTail.Verdict.UNKNOWN) {
                readBack(messageId, found.get(found.size() - 1).position(), 0);
                return;
            }
            readingBack = false;
            Incoming first = incoming.removeFirst();
            if (verdict == EntryTail.Verdict.NEW) {
                number(first);
            } else {
                repeated(first, 0);
            }
            settle();
        });
    }

    // ---- writing

    private void startWrite() {
        if (!writing.isEmpty() || queued.isEmpty()) {
            return;
        }
        int size = Math.min(
                queued.size(), lane.store().room(queued.getFirst().entry().position()));
        List<Queued> batch = new ArrayList<>(size);
        List<InboxEntry> rows = new ArrayList<>(size);
        while (batch.size() < size) {
            Queued next = queued.removeFirst();
            batch.add(next);
            rows.add(isTooLarge(next.entry()) ? next.entry().bare() : next.entry());
        }
        writing = batch;
        write(new InboxWrite(userId, slot.tenure().nextWriteTimestamp(), rows), 0);
    }

    private boolean isTooLarge(InboxEntry entry) {
        return entry.messageBytes() > lane.config().embedLimitBytes();
    }

    private void write(InboxWrite write, int attempt) {
        lane.writer().submit(write, failure -> {
            if (slot.isOver()) {
                return;
            }
            if (failure != null) {
                lane.metrics().writeRepeated();
                lane.retry(attempt, () -> write(write, attempt + 1), slot);
                return;
            }
            show(0);
        });
    }

    /** What was written is durable: show it, unless the lease has run out meanwhile. */
    private void show(int attempt) {
        try {
            slot.tenure().check();
        } catch (ChatException notNow) {
            // held back until the lease is confirmed, or until the slot is lost and every waiting append fails
            lane.metrics().heldBack();
            lane.retry(attempt, () -> show(attempt + 1), slot);
            return;
        }
        List<Queued> written = writing;
        writing = Collections.emptyList();
        visible = written.get(written.size() - 1).entry().position();
        lane.queuedMore(-written.size());
        lane.metrics().appended(written.size());
        for (Queued shown : written) {
            shown.ticket().durable();
            push(shown.entry());
            if (isTooLarge(shown.entry())) {
                tail.dropMessage(shown.entry().position());
            }
        }
        answerRepeats();
        tail.trim(visible, lane.config().tailEntries());
        startWrite();
        reweigh();
    }

    private void push(InboxEntry entry) {
        ByteString message = entry.message();
        if (subscriber != null && message != null) {
            subscriber.appended(entry.position(), entry.messageId(), message);
        }
    }

    private void answerRepeats() {
        if (!repeats.isEmpty()) {
            repeats.removeIf(repeat -> {
                if (repeat.position() > visible) {
                    return false;
                }
                lane.queuedMore(-1);
                repeat.ticket().durable();
                return true;
            });
        }
    }

    // ---- sessions

    @Override
    public long userId() {
        return userId;
    }

    @Override
    public long lastPosition() {
        return visible;
    }

    @Override
    public OptionalLong cursor(long deviceId) {
        Long cursor = cursors.get(deviceId);
        return cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor);
    }

    @Override
    public Map<Long, Long> cursors() {
        return Map.copyOf(cursors);
    }

    @Override
    public void confirm(long deviceId, long position) {
        checkCursor(position);
        Long before = cursors.get(deviceId);
        if (before == null || position > before) {
            cursors.put(deviceId, position);
            lane.cursors().moved(this, deviceId, position);
        }
    }

    @Override
    public void subscribe(@Nullable InboxSubscriber newSubscriber) {
        subscriber = newSubscriber;
    }

    @Override
    public CompletionStage<InboxPage> pull(long after, int limit) {
        try {
            checkCursor(after);
        } catch (ChatException invalid) {
            return CompletableFuture.failedFuture(invalid);
        }
        return lane.pages().pull(this, after, limit);
    }

    private void checkCursor(long position) {
        if (position < 0 || position > visible) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_CURSOR_INVALID,
                    "position " + position + " is not between 0 and " + visible
                            + ", the end of the inbox; start from the end or from an earlier position");
        }
    }

    // ---- for the lane

    List<InboxEntry> inMemory(long after, int limit) {
        return tail.between(after, visible, limit);
    }

    SlotInboxes slot() {
        return slot;
    }

    void cursorsDirty(int more) {
        dirtyCursors += more;
    }

    /** True while something is to be finished before the slot can be handed over. */
    boolean isBusy() {
        return queueLength() > 0;
    }

    boolean isEvictable() {
        return opened && !isBusy() && subscriber == null && dirtyCursors == 0;
    }

    /** Forgets messages that the store has; ids stay. */
    void shrink() {
        tail.trim(visible, 0);
        reweigh();
    }

    long weight() {
        return weight;
    }

    private void reweigh() {
        long now = 300 + tail.weight();
        lane.weighs(now - weight);
        weight = now;
    }

    /** The tenure is over: nothing that was not visible is known to be there. */
    void lost(ChatException reason) {
        List<Incoming> failed = new ArrayList<>();
        writing.forEach(entry -> failed.add(again(entry)));
        queued.forEach(entry -> failed.add(again(entry)));
        failed.addAll(incoming);
        lane.queuedMore(-queueLength());
        failed.forEach(message -> slot.refuse(userId, message, reason));
        repeats.forEach(repeat -> repeat.ticket().failed(userId, reason));
        List<CompletableFuture<OpenInbox>> waiting = List.copyOf(openers);
        openers.clear();
        waiting.forEach(opener -> opener.completeExceptionally(reason));
        lane.weighs(-weight);
        subscriber = null;
    }

    private static Incoming again(Queued queued) {
        InboxEntry entry = queued.entry();
        return new Incoming(entry.channelId(), entry.messageId(), ByteString.EMPTY, queued.ticket());
    }
}
