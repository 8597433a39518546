package chat.core.inbox;

import chat.core.message.MessageReader;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.runtime.error.ChatException;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads pages of inboxes: from the tail in memory, else from the store, large messages from history. Slot threads. */
final class PageReader {
    private static final Logger log = LoggerFactory.getLogger(PageReader.class);

    /** Entries of a page at the most. */
    static final int MAX_ENTRIES = 200;

    /** A page ends with the message that makes it exceed this. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int READ_AT_ONCE = 8;

    private final InboxStore store;
    private final MessageReader messages;
    private final InboxMetrics metrics;

    PageReader(InboxStore store, MessageReader messages, InboxMetrics metrics) {
        this.store = store;
        this.messages = messages;
        this.metrics = metrics;
    }

    CompletionStage<InboxPage> pull(UserInbox inbox, long after, int limit) {
        int most = Math.max(1, Math.min(limit, MAX_ENTRIES));
        long upTo = inbox.lastPosition();
        if (after == upTo) {
            return CompletableFuture.completedFuture(new InboxPage(after + 1, List.of(), upTo));
        }
        List<InboxEntry> recent = inbox.inMemory(after, most);
        metrics.pulled(!recent.isEmpty());
        CompletableFuture<InboxPage> page = new CompletableFuture<>();
        CompletionStage<List<InboxEntry>> entries = recent.isEmpty()
                ? store.read(inbox.userId(), after, upTo, most)
                : CompletableFuture.completedFuture(recent);
        CompletionStage<InboxPage> read = entries.thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(new InboxPage(upTo + 1, List.of(), upTo));
            }
            long first = found.get(0).position();
            if (first != after + 1) {
                metrics.reset();
            }
            return fill(found, 0, new ArrayList<>(found.size()), 0)
                    .thenApply(filled -> new InboxPage(first, filled, upTo));
        });
        inbox.slot().lane().onThread(read, (done, failure) -> {
            if (done == null) {
                page.completeExceptionally(failure);
            } else if (inbox.slot().isOver()) {
                page.completeExceptionally(new ChatException(
                        ErrorReason.ERROR_REASON_NO_OWNER, "the slot moved while the inbox was read; attach again"));
            } else {
                page.complete(done);
            }
        });
        return page;
    }

    /** Adds messages from an index on, reading some large ones at once, until all are there or the page is large enough. */
    private CompletionStage<List<ByteString>> fill(
            List<InboxEntry> entries, int from, List<ByteString> filled, int bytesBefore) {
        int next = from;
        int bytes = bytesBefore;
        while (next < entries.size() && bytes < MAX_BYTES) {
            ByteString message = entries.get(next).message();
            if (message == null) {
                return fillFromHistory(entries, next, filled, bytes);
            }
            filled.add(message);
            bytes += message.size();
            next++;
        }
        return CompletableFuture.completedFuture(filled);
    }

    private CompletionStage<List<ByteString>> fillFromHistory(
            List<InboxEntry> entries, int from, List<ByteString> filled, int bytes) {
        int to = from;
        List<CompletableFuture<ByteString>> reads = new ArrayList<>();
        while (to < entries.size()
                && to - from < READ_AT_ONCE
                && entries.get(to).message() == null) {
            reads.add(fromHistory(entries.get(to)).toCompletableFuture());
            to++;
        }
        int end = to;
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new)).thenCompose(done -> {
            int more = bytes;
            for (CompletableFuture<ByteString> read : reads) {
                if (more >= MAX_BYTES) {
                    return CompletableFuture.completedFuture(filled);
                }
                ByteString message = read.join();
                filled.add(message);
                more += message.size();
            }
            return fill(entries, end, filled, more);
        });
    }

    private CompletionStage<ByteString> fromHistory(InboxEntry entry) {
        return messages.find(entry.channelId(), entry.messageId())
                .thenApply(found -> found.map(Message::toByteString).orElseGet(() -> {
                    log.warn(
                            "event=inbox_message_missing channel={} message={} an empty one takes its place",
                            entry.channelId(),
                            entry.messageId());
                    return Message.newBuilder()
                            .setChannelId(entry.channelId())
                            .setMessageId(entry.messageId())
                            .build()
                            .toByteString();
                }));
    }
}
