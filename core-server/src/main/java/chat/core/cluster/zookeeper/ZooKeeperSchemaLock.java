package chat.core.cluster.zookeeper;

import chat.core.schema.SchemaLock;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schema's lock as Curator's mutex. A holder that dies gives it up with its session. */
final class ZooKeeperSchemaLock implements SchemaLock {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperSchemaLock.class);

    private final CuratorFramework client;
    private final String path;
    private final Duration patience;

    ZooKeeperSchemaLock(CuratorFramework client, String path, Duration patience) {
        this.client = client;
        this.path = path;
        this.patience = patience;
    }

    @Override
    public Held acquire() {
        InterProcessMutex mutex = new InterProcessMutex(client, path);
        try {
            if (mutex.acquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return () -> release(mutex);
            }
        } catch (Exception failed) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE,
                    "the schema lock could not be had: ZooKeeper failed with " + failed + "; start again");
        }
        throw new ChatException(
                ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE,
                "another node has held the schema lock " + path + " for " + patience.toSeconds()
                        + " s: see its log, then start again");
    }

    private static void release(InterProcessMutex mutex) {
        try {
            mutex.release();
        } catch (Exception lost) {
            log.atWarn()
                    .addKeyValue("event", "schema.lock.release.failed")
                    .log("the schema lock was lost before it was given back: {}", lost.toString());
        }
    }
}
