package chat.console.fake;

import chat.operator.v1.AuditEntry;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells of the entries that it was given, whatever the day. Page tokens are offsets. */
public final class FakeAudit extends AuditServiceGrpc.AuditServiceImplBase {
    private final FakeCore core;
    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();

    FakeAudit(FakeCore core) {
        this.core = core;
    }

    void reset() {
        entries.clear();
    }

    public void add(AuditEntry entry) {
        entries.add(entry);
    }

    @Override
    public void listAuditEntries(ListAuditEntriesRequest request, StreamObserver<ListAuditEntriesResponse> replies) {
        core.answer("ListAuditEntries", request, replies, () -> {
            int first = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
            int end = Math.min(entries.size(), first + request.getPageSize());
            return ListAuditEntriesResponse.newBuilder()
                    .addAllEntries(entries.subList(first, end))
                    .setNextPageToken(end < entries.size() ? Integer.toString(end) : "")
                    .build();
        });
    }
}
