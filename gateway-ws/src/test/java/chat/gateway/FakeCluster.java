package chat.gateway;

import chat.gateway.v1.Delivery;
import chat.gateway.v1.Page;
import chat.gateway.v1.Target;
import chat.message.v1.Message;
import chat.runtime.slot.Slots;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the fake cores of a test share: who owns which slot, the channels' members, the inboxes. Real enough to lose, repeat and move
 * things; one lock for all of it.
 */
final class FakeCluster implements AutoCloseable {
    static final String SECRET = "secret-of-the-test";
    private static final int SLOTS = 16;

    private final Slots slots = new Slots(SLOTS);

    @GuardedBy("this")
    private final List<FakeCore> cores = new ArrayList<>();

    @GuardedBy("this")
    private final int[] owners = new int[SLOTS];

    @GuardedBy("this")
    private long routesVersion;

    @GuardedBy("this")
    private final Map<Long, List<Long>> members = new HashMap<>();

    /** By user: the inbox from position 1 on. */
    @GuardedBy("this")
    private final Map<Long, TreeMap<Long, Message>> inboxes = new HashMap<>();

    @GuardedBy("this")
    private final Map<String, Message> sent = new HashMap<>();

    @GuardedBy("this")
    private long lastMessageId = 1_000;

    /** Deliveries are not pushed while it is set; the inbox has them all the same. */
    volatile boolean losesDeliveries;

    synchronized FakeCore addCore(String nodeId) throws IOException {
        FakeCore core = new FakeCore(nodeId, this);
        cores.add(core);
        return core;
    }

    synchronized List<String> addresses() {
        return cores.stream().map(FakeCore::address).toList();
    }

    synchronized List<FakeCore> cores() {
        return List.copyOf(cores);
    }

    synchronized int[] owners() {
        return owners.clone();
    }

    synchronized long routesVersion() {
        return routesVersion;
    }

    synchronized void channel(long channelId, Long... users) {
        members.put(channelId, List.of(users));
    }

    /** One core owns every slot; told to the watchers unless it is to come as a surprise. */
    void own(FakeCore core, boolean tell) {
        synchronized (this) {
            Arrays.fill(owners, cores.indexOf(core));
            routesVersion++;
        }
        if (tell) {
            cores().forEach(FakeCore::tellRoutes);
        }
    }

    synchronized void own(FakeCore core, long id) {
        owners[slots.of(id)] = cores.indexOf(core);
    }

    synchronized @Nullable FakeCore ownerOf(long id) {
        int owner = owners[slots.of(id)];
        return owner < 0 ? null : cores.get(owner);
    }

    /** Nobody owns anything. */
    synchronized void disown() {
        Arrays.fill(owners, -1);
    }

    synchronized Message send(long user, long device, long channelId, String clientMessageId, String text) {
        String key = device + "/" + clientMessageId;
        Message known = sent.get(key);
        if (known != null) {
            return known;
        }
        Message message = Message.newBuilder()
                .setMessageId(++lastMessageId)
                .setChannelId(channelId)
                .setSenderId(user)
                .setSenderDeviceId(device)
                .setClientMessageId(clientMessageId)
                .setSentAtMillis(1_700_000_000_000L + lastMessageId)
                .setText(text)
                .build();
        sent.put(key, message);
        for (long member : members.getOrDefault(channelId, List.of())) {
            append(member, message);
        }
        return message;
    }

    synchronized void append(long user, Message message) {
        TreeMap<Long, Message> inbox = inboxes.computeIfAbsent(user, first -> new TreeMap<>());
        long position = inbox.isEmpty() ? 1 : inbox.lastKey() + 1;
        inbox.put(position, message);
        if (!losesDeliveries) {
            push(user, position, message);
        }
    }

    /** A delivery of one position, whether it is its turn or not. */
    synchronized void push(long user, long position, Message message) {
        for (FakeCore core : cores) {
            core.deliver(user, session -> Delivery.newBuilder()
                    .setMessage(message.toByteString())
                    .addTargets(Target.newBuilder().setSessionId(session).setPosition(position))
                    .build());
        }
    }

    synchronized Message entry(long user, long position) {
        return inboxes.get(user).get(position);
    }

    /** Entries up to a position are gone. */
    synchronized void expire(long user, long upTo) {
        inboxes.get(user).headMap(upTo, true).clear();
    }

    synchronized long lastPosition(long user) {
        TreeMap<Long, Message> inbox = inboxes.get(user);
        return inbox == null || inbox.isEmpty() ? 0 : inbox.lastKey();
    }

    synchronized Page.Builder page(long user, long after, int limit) {
        List<ByteString> messages = new ArrayList<>();
        long first = lastPosition(user) + 1;
        TreeMap<Long, Message> inbox = inboxes.getOrDefault(user, new TreeMap<>());
        for (Map.Entry<Long, Message> entry : inbox.tailMap(after, false).entrySet()) {
            if (messages.size() < limit) {
                first = messages.isEmpty() ? entry.getKey() : first;
                messages.add(entry.getValue().toByteString());
            }
        }
        return Page.newBuilder()
                .setFirstPosition(first)
                .addAllMessages(messages)
                .setLastPosition(lastPosition(user));
    }

    /** A token that the fake cores believe; its signature says how they judge it. */
    static String token(long user, long device) {
        return token(user, device, "good");
    }

    static String token(long user, long device, String signature) {
        String claims = "{\"iss\":\"test\",\"sub\":\"" + user + "\",\"device\":\"" + device + "\"}";
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + "." + signature;
    }

    @Override
    public void close() {
        cores().forEach(FakeCore::close);
    }
}
