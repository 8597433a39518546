package chat.core.inbox;

import chat.core.message.MessageReader;
import chat.core.slot.SimulatedOwnership;
import chat.core.slot.SimulatedThread;
import chat.message.v1.Message;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Inboxes of one node over one simulated slot thread. Several of them may share a store, as the nodes of a cluster do. */
public final class InboxFixture {
    public final SimulatedThread thread;
    public final SimulatedOwnership ownership;
    public final Inboxes inboxes;
    public final CollectorRegistry registry = new CollectorRegistry();

    /** What nodes share. */
    public static final class Shared {
        final SimulatedThread thread = new SimulatedThread();
        final InMemoryInboxStore store =
                new InMemoryInboxStore(thread::millis, Duration.ofDays(30).toMillis());
        final FaultyInboxStore network = new FaultyInboxStore(store);
        final InMemoryCursorStore cursors = new InMemoryCursorStore();
        final History history = new History();
        final SimulatedOwnership.Claims claims;

        public Shared(int slots) {
            claims = new SimulatedOwnership.Claims(slots);
        }

        public SimulatedThread thread() {
            return thread;
        }

        public SimulatedOwnership.Claims claims() {
            return claims;
        }

        public History history() {
            return history;
        }

        /** The store does at once what it is asked. */
        public Shared healthy() {
            network.heal();
            return this;
        }
    }

    /** Messages by id. */
    public static final class History implements MessageReader {
        private final Map<Long, Message> messages = new HashMap<>();

        public void put(Message message) {
            messages.put(message.getMessageId(), message);
        }

        @Override
        public CompletionStage<Optional<Message>> find(long channelId, long messageId) {
            return CompletableFuture.completedFuture(Optional.ofNullable(messages.get(messageId)));
        }

        @Override
        public CompletionStage<List<Message>> list(long channelId, long fromId, boolean older, int limit) {
            throw new UnsupportedOperationException();
        }
    }

    public InboxFixture(String nodeId, Shared shared, InboxConfig config) {
        thread = shared.thread;
        ownership = new SimulatedOwnership(nodeId, shared.claims);
        InboxMetrics metrics = new InboxMetrics(registry);
        inboxes = new Inboxes(
                ownership,
                slot -> thread,
                config,
                shared.network,
                shared.cursors,
                new PageReader(shared.network, shared.history, metrics),
                metrics);
        ownership.addListener(inboxes);
    }

    public static InboxConfig config(int tailEntries, int maxQueuedPerUser) {
        return new InboxConfig(
                Duration.ofDays(30), 1024, tailEntries, 1 << 20, maxQueuedPerUser, 100_000, Duration.ofSeconds(2));
    }

    @CanIgnoreReturnValue
    public CompletableFuture<AppendResult> append(long channelId, long messageId, Long... users) {
        return append(channelId, messageId, "text " + messageId, users);
    }

    @CanIgnoreReturnValue
    public CompletableFuture<AppendResult> append(long channelId, long messageId, String text, Long... users) {
        return inboxes.append(Append.newBuilder()
                        .setSequence(messageId)
                        .setChannelId(channelId)
                        .setMessageId(messageId)
                        .setMessage(message(channelId, messageId, text).toByteString())
                        .addAllUserIds(List.of(users))
                        .build())
                .toCompletableFuture();
    }

    public static Message message(long channelId, long messageId, String text) {
        return Message.newBuilder()
                .setChannelId(channelId)
                .setMessageId(messageId)
                .setText(text)
                .build();
    }

    public static Message parse(ByteString bytes) {
        try {
            return Message.parseFrom(bytes);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Opens an inbox on a healthy store. */
    public OpenInbox open(long userId) {
        CompletableFuture<OpenInbox> opened = inboxes.open(userId).toCompletableFuture();
        thread.runAll();
        return opened.join();
    }

    public InboxPage pull(long userId, long after, int limit) {
        CompletableFuture<InboxPage> page = open(userId).pull(after, limit).toCompletableFuture();
        thread.runAll();
        return page.join();
    }

    /** Message ids of the whole inbox, page by page. */
    public List<Long> ids(long userId) {
        List<Long> ids = new java.util.ArrayList<>();
        long after = 0;
        long last = open(userId).lastPosition();
        while (after < last) {
            InboxPage page = pull(userId, after, 200);
            if (page.firstPosition() != after + 1) {
                throw new AssertionError("after " + after + " comes " + page.firstPosition());
            }
            page.messages().forEach(message -> ids.add(parse(message).getMessageId()));
            after += page.messages().size();
        }
        return ids;
    }

    public double metric(String name) {
        Double value = registry.getSampleValue(name);
        return value == null ? 0 : value;
    }
}
