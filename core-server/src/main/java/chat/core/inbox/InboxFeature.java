package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import chat.core.message.MessageReader;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import io.prometheus.client.CollectorRegistry;

/** Puts the inboxes together. */
public final class InboxFeature {
    private InboxFeature() {}

    /** Prepares statements, so it blocks: for start-up. Adds itself to the slots' listeners: before those who append or attach. */
    public static Inboxes create(
            InboxConfig config,
            Cassandra cassandra,
            SlotOwnership ownership,
            SlotThreads threads,
            MessageReader messages,
            CollectorRegistry registry) {
        InboxStore store = new CassandraInboxStore(cassandra, config.timeToLive());
        InboxMetrics metrics = new InboxMetrics(registry);
        Inboxes inboxes = new Inboxes(
                ownership,
                threads::of,
                config,
                store,
                new CassandraCursorStore(cassandra),
                new PageReader(store, messages, metrics),
                metrics);
        ownership.addListener(inboxes);
        return inboxes;
    }
}
