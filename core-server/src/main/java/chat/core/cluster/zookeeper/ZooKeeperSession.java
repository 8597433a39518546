package chat.core.cluster.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * One session of ZooKeeper, and nothing but it: when it has ended every call fails, for ever. Nothing that was begun in a session can therefore happen in the
 * next one, as it could with a client that reconnects by itself. Safe from any thread; stages complete on ZooKeeper's event thread, exceptionally with
 * {@link KeeperException}. CONNECTIONLOSS means an unknown outcome.
 */
public final class ZooKeeperSession {
    private final ZooKeeper handle;
    private final long id;
    private final Paths paths;

    ZooKeeperSession(ZooKeeper handle, Paths paths) {
        this.handle = handle;
        this.id = handle.getSessionId();
        this.paths = paths;
    }

    /** The id that ephemeral znodes of this session carry as their owner. */
    public long id() {
        return id;
    }

    public Paths paths() {
        return paths;
    }

    /** As ZooKeeper granted it last. */
    public Duration timeout() {
        return Duration.ofMillis(handle.getSessionTimeout());
    }

    boolean isOf(ZooKeeper other) {
        return handle == other;
    }

    boolean alive() {
        return handle.getState().isAlive();
    }

    ZooKeeper handle() {
        return handle;
    }

    public CompletionStage<Stat> createEphemeral(String path, byte[] data) {
        CompletableFuture<Stat> result = new CompletableFuture<>();
        handle.create(
                path,
                data,
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL,
                (rc, asked, context, name, stat) -> complete(result, rc, asked, stat),
                null);
        return result;
    }

    /** Writes whatever the version. */
    public CompletionStage<Stat> set(String path, byte[] data) {
        return set(path, data, -1);
    }

    public CompletionStage<Stat> set(String path, byte[] data, int version) {
        CompletableFuture<Stat> result = new CompletableFuture<>();
        handle.setData(path, data, version, (rc, asked, context, stat) -> complete(result, rc, asked, stat), null);
        return result;
    }

    public CompletionStage<Void> createPersistent(String path, byte[] data) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        handle.create(
                path,
                data,
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.PERSISTENT,
                (rc, asked, context, name) -> complete(result, rc, asked, null),
                null);
        return result;
    }

    public CompletionStage<Void> delete(String path) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        handle.delete(path, -1, (rc, asked, context) -> complete(result, rc, asked, null), null);
        return result;
    }

    /** Some operations, all or none. */
    public CompletionStage<Void> all(List<Op> operations) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        handle.multi(operations, (rc, asked, context, results) -> complete(result, rc, asked, null), null);
        return result;
    }

    /** A znode's content and state, at least as new as everything that was decided before the call. */
    public CompletionStage<Content> readLatest(String path) {
        CompletableFuture<Content> result = new CompletableFuture<>();
        // a server may lag behind its leader: sync makes it catch up first
        handle.sync(
                path,
                (rc, asked, context) -> {
                    if (rc != KeeperException.Code.OK.intValue()) {
                        complete(result, rc, asked, null);
                        return;
                    }
                    handle.getData(
                            path,
                            false,
                            (readRc, readPath, readContext, data, stat) -> complete(
                                    result,
                                    readRc,
                                    readPath,
                                    stat == null ? null : new Content(new String(data, StandardCharsets.UTF_8), stat)),
                            null);
                },
                null);
        return result;
    }

    /**
     * What a znode holds, as UTF-8.
     *
     * @param stat its version and owner
     */
    public record Content(String text, Stat stat) {}

    /** The failure behind a stage's exception; other throwables become SYSTEMERROR. */
    public static KeeperException.Code code(Throwable thrown) {
        Throwable cause = thrown instanceof java.util.concurrent.CompletionException && thrown.getCause() != null
                ? thrown.getCause()
                : thrown;
        return cause instanceof KeeperException keeper ? keeper.code() : KeeperException.Code.SYSTEMERROR;
    }

    @SuppressWarnings("NullAway")
    private static <T> void complete(
            CompletableFuture<T> result, int rc, String path, @org.jspecify.annotations.Nullable T value) {
        KeeperException.Code code = KeeperException.Code.get(rc);
        if (code == KeeperException.Code.OK) {
            result.complete(value);
        } else {
            result.completeExceptionally(
                    KeeperException.create(code == null ? KeeperException.Code.SYSTEMERROR : code, path));
        }
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(id);
    }
}
