package chat.core.message;

import chat.core.cassandra.Cassandra;
import chat.core.channel.ChannelOrder;
import chat.core.channel.ChannelStore;
import chat.core.fanout.FanOutFeature;
import chat.core.messageid.IdMinter;
import chat.core.page.PageTokens;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotThreads;
import io.grpc.BindableService;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;

/**
 * Messages, wired in two steps: the history is there first, since inboxes read it; then what sends, since it needs the inboxes.
 *
 * @param history reads; any node may
 */
public record MessageFeature(MessageStore store, MessageHistory history) {
    /** Prepares statements, so it blocks: for start-up. */
    public static MessageFeature create(Cassandra cassandra) {
        MessageStore store = new CassandraMessageStore(cassandra);
        return new MessageFeature(store, new MessageHistory(store));
    }

    /**
     * What sends.
     *
     * @param order for changes of channels
     * @param turns for work that needs a channel for itself
     */
    public record Sending(MessageSender sender, ChannelOrder order, ChannelTurns turns, MessageMetrics metrics) {}

    /** Wires the send path, and adds it to the slots' listeners: after the inboxes, which it appends to. */
    public Sending sending(
            MessageConfig config,
            SlotOwnership ownership,
            SlotThreads threads,
            IdMinter minter,
            ChannelStore channels,
            FanOutFeature fanOut,
            CollectorRegistry registry,
            Clock clock) {
        MessageMetrics metrics = new MessageMetrics(registry);
        Conversations conversations = new Conversations(
                ownership,
                threads::of,
                minter,
                channels,
                store,
                fanOut.store(),
                fanOut.routes(),
                config,
                metrics,
                fanOut.metrics(),
                clock);
        ownership.addListener(conversations);
        return new Sending(conversations, conversations, conversations, metrics);
    }

    /** {@code chat.message.v1.MessageService}. */
    public BindableService service(ChannelStore channels, PageTokens tokens) {
        return new MessageGrpcService(channels, history, tokens);
    }
}
