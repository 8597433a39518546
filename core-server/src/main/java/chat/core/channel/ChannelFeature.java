package chat.core.channel;

import chat.core.account.Accounts;
import chat.core.cassandra.Cassandra;
import chat.core.forward.Forwarder;
import chat.core.messageid.IdMinter;
import chat.core.page.PageTokens;
import chat.core.slot.SlotOwnership;
import io.grpc.BindableService;

/**
 * Channels, wired. The store is there first, since messages need it; the service last, since changes are ordered with messages.
 *
 * @param channels reads, lists, and reserves ids; any node may
 */
public record ChannelFeature(ChannelStore store, Channels channels) {
    /** Prepares statements, so it blocks: for start-up. */
    public static ChannelFeature create(Cassandra cassandra, Accounts accounts, IdMinter ids, SlotOwnership ownership) {
        ChannelStore store = new CassandraChannelStore(cassandra);
        return new ChannelFeature(store, new Channels(store, accounts, ids, ownership));
    }

    /** {@code chat.channel.v1.ChannelService}. */
    public BindableService service(
            ChannelOrder order, SlotOwnership ownership, Forwarder forwarder, PageTokens tokens) {
        return new ChannelGrpcService(channels, store, order, ownership, forwarder, tokens);
    }
}
