package chat.core.message;

import chat.channel.v1.ChannelKind;
import chat.channel.v1.MemberRole;
import chat.core.channel.ChannelOrder;
import chat.core.channel.ChannelState;
import chat.core.channel.InMemoryChannelStore;
import chat.core.channel.Membership;
import chat.core.fanout.FanOutMetrics;
import chat.core.fanout.InMemoryFanOutStore;
import chat.core.fanout.InboxRoutes;
import chat.core.messageid.IdLayout;
import chat.core.slot.SimulatedThread;
import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Send;
import chat.gateway.v1.Sent;
import chat.message.v1.Message;
import chat.node.v1.Append;
import chat.node.v1.AppendFailure;
import chat.node.v1.AppendResult;
import com.google.protobuf.InvalidProtocolBufferException;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Nodes that share stores, one slot, and one set of inboxes; everything happens when the test says so. */
public final class SimulatedCluster {
    public static final int SLOT = 0;

    private static final class SettableClock extends Clock {
        long millis = Instant.parse("2026-06-01T10:00:00Z").toEpochMilli();

        @Override
        public long millis() {
            return millis;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final SettableClock clock = new SettableClock();
    private final FakeOwnership.Cluster cluster = new FakeOwnership.Cluster();
    public final InMemoryChannelStore channels = new InMemoryChannelStore();
    final InMemoryMessageStore messages = new InMemoryMessageStore();
    final InMemoryFanOutStore fanOut = new InMemoryFanOutStore();
    public final Inboxes inboxes = new Inboxes();
    private int workers;

    /** All users' inboxes: they know repeats by id, and can refuse, hang, and answer late. */
    public static final class Inboxes implements InboxRoutes {
        private record Held(Append append, CompletableFuture<AppendResult> answer) {}

        private final Map<Long, LinkedHashMap<Long, Message>> entries = new HashMap<>();
        private final ArrayDeque<Held> held = new ArrayDeque<>();
        boolean hold;
        int failNext;
        int repeats;

        @Nullable
        Long gone;

        @Override
        public String owner(long userId) {
            return "inboxes";
        }

        @Override
        public CompletionStage<AppendResult> append(String owner, Append.Builder builder) {
            Append append = builder.build();
            if (failNext > 0) {
                failNext--;
                return CompletableFuture.completedFuture(failed(append, ErrorReason.ERROR_REASON_NOT_OWNER));
            }
            if (hold) {
                CompletableFuture<AppendResult> answer = new CompletableFuture<>();
                held.add(new Held(append, answer));
                return answer;
            }
            return CompletableFuture.completedFuture(apply(append));
        }

        private AppendResult apply(Append append) {
            AppendResult.Builder result = AppendResult.newBuilder();
            for (long userId : append.getUserIdsList()) {
                if (gone != null && gone == userId) {
                    result.addFailures(AppendFailure.newBuilder()
                            .setUserId(userId)
                            .setError(Error.newBuilder().setReason(ErrorReason.ERROR_REASON_ACCOUNT_DELETED)));
                    continue;
                }
                try {
                    Message message = Message.parseFrom(append.getMessage());
                    if (entries.computeIfAbsent(userId, any -> new LinkedHashMap<>())
                                    .putIfAbsent(message.getMessageId(), message)
                            != null) {
                        repeats++;
                    }
                } catch (InvalidProtocolBufferException broken) {
                    throw new IllegalStateException(broken);
                }
            }
            return result.build();
        }

        private static AppendResult failed(Append append, ErrorReason reason) {
            AppendResult.Builder result = AppendResult.newBuilder();
            append.getUserIdsList()
                    .forEach(userId -> result.addFailures(AppendFailure.newBuilder()
                            .setUserId(userId)
                            .setError(Error.newBuilder().setReason(reason))));
            return result.build();
        }

        /** What was held arrives, in order or the last one first, and is answered if wanted. */
        void release(boolean lastFirst, boolean answer) {
            while (!held.isEmpty()) {
                Held one = lastFirst ? held.removeLast() : held.removeFirst();
                AppendResult result = apply(one.append());
                if (answer) {
                    one.answer().complete(result);
                }
            }
        }

        int heldAppends() {
            return held.size();
        }

        public List<Message> of(long userId) {
            return new ArrayList<>(
                    entries.getOrDefault(userId, new LinkedHashMap<>()).values());
        }

        List<String> texts(long userId) {
            return of(userId).stream()
                    .filter(Message::hasText)
                    .map(Message::getText)
                    .toList();
        }
    }

    /** One process. Its thread goes on only when told: a node that is not told anything is paused. */
    public final class Node {
        public final SimulatedThread thread = new SimulatedThread();
        public final FakeOwnership ownership;
        public final FaultyStores store = new FaultyStores(messages);
        final Conversations conversations;
        long clockAheadMillis;
        private final int worker = workers++;
        private long lastMinted;

        Node(String id, MessageConfig config) {
            ownership = new FakeOwnership(id, cluster);
            CollectorRegistry registry = new CollectorRegistry();
            conversations = new Conversations(
                    ownership,
                    slot -> thread,
                    this::mint,
                    channels,
                    store,
                    fanOut,
                    inboxes,
                    config,
                    new MessageMetrics(registry),
                    new FanOutMetrics(registry),
                    clock);
            ownership.addListener(conversations);
        }

        private long mint(long floor) {
            long now = IdLayout.id(clock.millis + clockAheadMillis, worker, 0);
            long above = Math.max(floor, lastMinted) + 1;
            if (now >= above) {
                lastMinted = now;
            } else {
                // the next id of this worker above it
                long time = IdLayout.timeMillis(above);
                long id = IdLayout.id(time, worker, Math.min(2047, IdLayout.sequence(above) + 1));
                lastMinted = id >= above ? id : IdLayout.id(time + 1, worker, 0);
            }
            return lastMinted;
        }

        public FakeOwnership.Tenure acquire() {
            FakeOwnership.Tenure tenure = ownership.claim(SLOT);
            run();
            return tenure;
        }

        /** Its process is gone: nothing of it runs any more. */
        public void crash() {
            ownership.tenure().valid = false;
        }

        public void run() {
            thread.runAll();
        }

        public CompletableFuture<Sent> send(long channelId, long userId, String name, String text) {
            return conversations
                    .send(Send.newBuilder()
                            .setChannelId(channelId)
                            .setUserId(userId)
                            .setDeviceId(userId + 1_000)
                            .setClientMessageId(name)
                            .setText(text)
                            .build())
                    .toCompletableFuture();
        }

        public ChannelTurns turns() {
            return conversations;
        }

        public ChannelOrder order() {
            return conversations;
        }

        /** Sends and waits. */
        public long sent(long channelId, long userId, String name, String text) {
            CompletableFuture<Sent> sent = send(channelId, userId, name, text);
            run();
            return now(sent).getMessageId();
        }

        ChannelState group(long channelId, long... users) {
            Map<Long, Membership> members = new TreeMap<>();
            for (long user : users) {
                boolean first = members.isEmpty();
                members.put(
                        user, new Membership(first ? MemberRole.MEMBER_ROLE_OWNER : MemberRole.MEMBER_ROLE_MEMBER, 0));
            }
            CompletableFuture<ChannelState> created = conversations
                    .create(
                            new ChannelState(
                                    channelId,
                                    ChannelKind.CHANNEL_KIND_GROUP,
                                    "group",
                                    new TreeMap<>(members),
                                    1,
                                    0,
                                    0,
                                    null,
                                    null),
                            users[0])
                    .toCompletableFuture();
            run();
            return now(created);
        }
    }

    public Node node(String id) {
        return node(id, MessageConfig.DEFAULT);
    }

    Node node(String id, MessageConfig config) {
        return new Node(id, config);
    }

    void passMillis(long millis) {
        clock.millis += millis;
    }

    public List<Message> history(long channelId) {
        List<Message> all = new MessageHistory(messages)
                .page(channelId, 0, false, 0, 1_000)
                .toCompletableFuture()
                .join()
                .messages();
        return all;
    }

    public List<String> texts(long channelId) {
        return history(channelId).stream()
                .filter(Message::hasText)
                .map(Message::getText)
                .toList();
    }

    static List<Long> ids(Collection<Message> messages) {
        return messages.stream().map(Message::getMessageId).toList();
    }

    /** What a stage that must be done holds. */
    public static <T> T now(CompletableFuture<T> stage) {
        if (!stage.isDone()) {
            throw new AssertionError("not done yet");
        }
        return stage.join();
    }

    /** What a stage that must have failed holds. */
    public static Throwable failure(CompletableFuture<?> stage) {
        if (!stage.isCompletedExceptionally()) {
            throw new AssertionError("not failed: " + stage);
        }
        try {
            var unused = stage.join();
            throw new AssertionError("not failed");
        } catch (CompletionException wrapped) {
            return wrapped.getCause();
        }
    }
}
