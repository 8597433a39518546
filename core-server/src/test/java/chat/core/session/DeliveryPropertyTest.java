package chat.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.inbox.InboxFixture;
import chat.core.inbox.StoreFaults;
import chat.message.v1.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever the store's network, the owners and the gateways do: every device that follows the protocol sees every message once, in its channel's order, at
 * positions without gaps, and all devices of a user see the same.
 */
final class DeliveryPropertyTest {
    private static final int STEPS = 250;

    private final List<SessionFixture> nodes = new ArrayList<>();
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final List<SimulatedChannel> channels = new ArrayList<>();
    private InboxFixture.Shared shared = new InboxFixture.Shared(1);
    private StoreFaults faults = new StoreFaults(shared);
    private Random random = new Random(0);
    private long lastMessageId;

    /** The node that owns the slot, as far as ZooKeeper knows; -1 for none. */
    private int owner;

    /** A node that lost the slot and does not know it; -1 for none. */
    private int zombie;

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void everyDevice_seesEveryMessageOnceInOrder(@ForAll long seed) {
        start(seed);
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        finish();
        check();
    }

    private void start(long seed) {
        random = new Random(seed);
        shared = new InboxFixture.Shared(1);
        faults = new StoreFaults(shared);
        nodes.clear();
        gateways.clear();
        devices.clear();
        channels.clear();
        lastMessageId = 0;
        for (String id : List.of("a", "b", "c")) {
            SessionFixture node = new SessionFixture(
                    id,
                    shared,
                    InboxFixture.config(1 + random.nextInt(8), 1 + random.nextInt(12)),
                    new SessionConfig(Duration.ofSeconds(1_000), Duration.ofSeconds(5), 100, 300));
            nodes.add(node);
            gateways.add(SimulatedGateway.connect("g-" + id, node));
        }
        for (long user = 1; user <= 2; user++) {
            for (long device = 1; device <= 2; device++) {
                devices.add(new SimulatedDevice(user, user * 10 + device));
            }
            for (long channel = 1; channel <= 3; channel++) {
                channels.add(new SimulatedChannel(channel, user));
            }
        }
        owner = -1;
        zombie = -1;
        acquire(0);
    }

    private void acquire(int node) {
        nodes.get(node).inbox.ownership.acquire(0);
        owner = node;
    }

    private void step() {
        switch (random.nextInt(22)) {
            case 0, 1, 2 -> message();
            case 3, 4, 5, 6 -> fanOut();
            case 7, 8, 9, 10, 11 -> faults.happen(random);
            case 12 -> faults.fail(random);
            case 13 -> faults.arriveLate(random);
            case 14 -> shared.thread().pass(random.nextInt(300));
            case 15 -> changeOwner();
            case 16 -> any(channels).broken();
            case 17 -> redeliver();
            case 18 -> any(devices).attach(gateways.get(owner < 0 ? 0 : owner));
            case 19 -> {
                SimulatedGateway slow = any(gateways);
                slow.ready = !slow.ready;
                slow.stream().write();
            }
            case 20 -> any(devices).confirm();
            default -> any(devices).pull();
        }
        for (int i = random.nextInt(6); i > 0; i--) {
            shared.thread().runOne();
        }
        receive();
    }

    private void message() {
        long channel = 1L + random.nextInt(3);
        // ids of different channels are not in order of arrival; those of one channel are
        long id = ++lastMessageId * 10 + channel;
        channels.stream().filter(to -> to.channel == channel).forEach(to -> to.add(id));
    }

    private void fanOut() {
        any(channels).step(nodes.get(owner < 0 ? 0 : owner).inbox, 1 + random.nextInt(4));
    }

    private void redeliver() {
        SimulatedChannel channel = any(channels);
        if (channel.acknowledged() > 0) {
            channel.redeliver(any(nodes).inbox, random.nextInt(channel.acknowledged()));
        }
    }

    private void changeOwner() {
        if (zombie >= 0) { // it learns of its loss
            nodes.get(zombie).inbox.ownership.lose(0);
            zombie = -1;
        } else if (owner >= 0) {
            if (random.nextBoolean()) {
                nodes.get(owner).inbox.ownership.lose(0);
            } else {
                nodes.get(owner).inbox.ownership.lease(0, false);
                zombie = owner;
            }
            owner = -1;
        }
        if (owner < 0) {
            int next = random.nextInt(nodes.size());
            if (next != zombie) {
                acquire(next);
            }
        }
    }

    private void receive() {
        for (SimulatedGateway gateway : gateways) {
            gateway.take().forEach(frame -> devices.forEach(device -> device.received(gateway, frame)));
        }
    }

    /** Everything heals: what is due must come to pass. */
    private void finish() {
        if (zombie >= 0) {
            nodes.get(zombie).inbox.ownership.lose(0);
        }
        if (owner < 0) {
            acquire(0);
        }
        shared.healthy();
        faults.arriveAll();
        for (SimulatedGateway gateway : gateways) {
            gateway.ready = true;
            gateway.stream().write();
        }
        InboxFixture node = nodes.get(owner).inbox;
        for (int i = 0; i < 2_000 && !isFinished(); i++) {
            channels.forEach(channel -> channel.step(node, 5));
            shared.thread().pass(20);
            receive();
            for (SimulatedDevice device : devices) {
                if (!device.isAttached() && i % 20 == 0) {
                    device.attach(gateways.get(owner));
                }
                device.pull();
            }
        }
    }

    private boolean isFinished() {
        return channels.stream().allMatch(SimulatedChannel::isDone)
                && devices.stream().allMatch(device -> device.seen.size() >= expected(device.user));
    }

    private long expected(long user) {
        return channels.stream()
                .filter(channel -> channel.user == user)
                .mapToLong(channel -> channel.messages().size())
                .sum();
    }

    private void check() {
        assertThat(channels).allMatch(SimulatedChannel::isDone);
        Map<Long, List<Long>> firstOfUser = new HashMap<>();
        for (SimulatedDevice device : devices) {
            List<Long> ids = device.seen.stream().map(Message::getMessageId).toList();
            for (SimulatedChannel channel : channels) {
                if (channel.user == device.user) {
                    assertThat(device.seen.stream()
                                    .filter(message -> message.getChannelId() == channel.channel)
                                    .map(Message::getMessageId))
                            .as("device %s, channel %s", device.device, channel.channel)
                            .containsExactlyElementsOf(channel.messages());
                }
            }
            assertThat(ids).isEqualTo(firstOfUser.computeIfAbsent(device.user, user -> ids));
        }
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
