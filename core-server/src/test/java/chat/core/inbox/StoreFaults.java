package chat.core.inbox;

import java.util.List;
import java.util.Random;

/** What the network between nodes and store does, at random. */
public final class StoreFaults {
    private final FaultyInboxStore network;

    public StoreFaults(InboxFixture.Shared shared) {
        this.network = shared.network;
    }

    /** Some request happens and is answered. */
    public void happen(Random random) {
        List<FaultyInboxStore.Request> waiting = network.waiting();
        if (!waiting.isEmpty()) {
            waiting.remove(random.nextInt(waiting.size())).happen();
        }
    }

    /** Some request's caller is told that it failed: it happened, or may still. */
    public void fail(Random random) {
        List<FaultyInboxStore.Request> waiting = network.waiting();
        if (!waiting.isEmpty()) {
            waiting.remove(random.nextInt(waiting.size())).fail(random.nextBoolean());
        }
    }

    /** Something whose caller gave up arrives after all. */
    public void arriveLate(Random random) {
        List<InMemoryInboxStore.Mutation> afloat = network.afloat();
        if (!afloat.isEmpty()) {
            afloat.remove(random.nextInt(afloat.size())).apply();
        }
    }

    public void arriveAll() {
        network.afloat().forEach(InMemoryInboxStore.Mutation::apply);
        network.afloat().clear();
    }
}
