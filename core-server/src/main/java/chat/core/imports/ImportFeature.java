package chat.core.imports;

import chat.core.account.Accounts;
import chat.core.audit.Audit;
import chat.core.cassandra.Cassandra;
import chat.core.channel.ChannelStore;
import chat.core.forward.Forwarder;
import chat.core.message.MessageFeature;
import chat.core.messageid.IdMinter;
import chat.core.slot.SlotOwnership;
import io.grpc.BindableService;
import java.time.Clock;

/** Imports, wired. */
public record ImportFeature(ImportStore store, BindableService service) {
    /** Prepares statements, so it blocks: for start-up. The service is {@code chat.operator.v1.ImportService}. */
    public static ImportFeature create(
            Cassandra cassandra,
            ChannelStore channels,
            MessageFeature.Sending sending,
            Accounts accounts,
            IdMinter ids,
            SlotOwnership ownership,
            Forwarder forwarder,
            Audit audit,
            Clock clock) {
        ImportStore store = new CassandraImportStore(cassandra);
        Imports imports = new Imports(
                store,
                new CassandraHistoricIdStore(cassandra),
                channels,
                sending.order(),
                sending.turns(),
                accounts,
                ids,
                ownership,
                sending.metrics());
        return new ImportFeature(store, new ImportGrpcService(imports, ownership, forwarder, audit, clock));
    }
}
