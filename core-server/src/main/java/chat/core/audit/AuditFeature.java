package chat.core.audit;

import chat.core.cassandra.Cassandra;
import chat.core.messageid.IdMinter;
import chat.core.page.PageTokens;
import io.grpc.BindableService;
import java.time.Clock;

/** The audit log, wired. */
public final class AuditFeature {
    private final AuditLog log;

    AuditFeature(AuditStore store, IdMinter ids) {
        this.log = new AuditLog(store, ids);
    }

    /** Prepares its statements. Blocks: for start-up only. */
    public static AuditFeature create(Cassandra cassandra, IdMinter ids) {
        return new AuditFeature(new CassandraAuditStore(cassandra), ids);
    }

    public Audit audit() {
        return log;
    }

    /** {@code chat.operator.v1.AuditService}. */
    public BindableService service(PageTokens tokens, Clock clock) {
        return new AuditGrpcService(log, tokens, clock);
    }
}
