package chat.core.inbox;

import chat.core.cassandra.Cassandra;
import chat.core.inbox.InboxStore.WriteListener;
import com.datastax.driver.core.BatchStatement;
import com.datastax.driver.core.BoundStatement;
import com.datastax.driver.core.ConsistencyLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Packs writes of many users into unlogged batches: each of users whose first replica is the same node, so that its coordinator is a replica of
 * all, and of a size that Cassandra takes without complaint. Safe from any thread.
 */
final class InboxBatches {
    /** Above these Cassandra and the driver log a warning for each batch over several partitions: 5 KiB, 10 partitions. */
    private static final int MAX_BYTES = 4_500;

    private static final int MAX_USERS = 10;
    private static final int ROW_BYTES = 120;

    private final Cassandra cassandra;

    InboxBatches(Cassandra cassandra) {
        this.cassandra = cassandra;
    }

    private static final class Group {
        private final List<InboxWrite> writes = new ArrayList<>();
        private final BatchStatement batch = CassandraInboxStore.unlogged();
        private int bytes;
    }

    void write(List<InboxWrite> writes, Function<InboxWrite, List<BoundStatement>> inserts, WriteListener done) {
        Map<Object, Group> open = new HashMap<>();
        for (InboxWrite write : writes) {
            List<BoundStatement> rows = inserts.apply(write);
            int bytes = bytes(write);
            Object replica = cassandra.firstReplica(rows.get(0));
            Group group = open.get(replica);
            if (group != null && (group.writes.size() >= MAX_USERS || group.bytes + bytes > MAX_BYTES)) {
                send(group, done);
                group = null;
            }
            if (group == null) {
                group = new Group();
                open.put(replica, group);
            }
            group.writes.add(write);
            group.batch.addAll(rows);
            group.bytes += bytes;
        }
        open.values().forEach(group -> send(group, done));
    }

    private void send(Group group, WriteListener done) {
        group.batch.setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM);
        cassandra.write(group.batch).whenComplete((written, failure) -> done.finished(group.writes, failure));
    }

    private static int bytes(InboxWrite write) {
        int bytes = 0;
        for (InboxEntry entry : write.entries()) {
            bytes += ROW_BYTES + entry.messageBytes();
        }
        return bytes;
    }
}
