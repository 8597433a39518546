package chat.core.cluster.zookeeper;

import chat.core.messageid.WorkerStore;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/** Workers and their horizons in one ZooKeeper session. */
public final class ZooKeeperWorkerStore implements WorkerStore {
    private final ZooKeeper handle;
    private final Paths paths;
    private final byte[] nodeId;

    public ZooKeeperWorkerStore(ZooKeeperSession session, String nodeId) {
        this.handle = session.handle();
        this.paths = session.paths();
        this.nodeId = bytes(nodeId);
    }

    private interface Call<T> {
        T run() throws KeeperException, InterruptedException;
    }

    @Override
    public Set<Integer> leased() {
        return call(() -> {
            Set<Integer> workers = new HashSet<>();
            for (String name : handle.getChildren(paths.leases(), false)) {
                workers.add(Integer.valueOf(name));
            }
            return workers;
        });
    }

    @Override
    public boolean lease(int worker) {
        return call(() -> {
            try {
                handle.create(paths.lease(worker), nodeId, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
                return true;
            } catch (KeeperException.NodeExistsException taken) {
                return false;
            }
        });
    }

    @Override
    public void release(int worker) {
        call(() -> {
            // only an ephemeral znode of this session is ours
            Stat stat = handle.exists(paths.lease(worker), false);
            if (stat != null && stat.getEphemeralOwner() == handle.getSessionId()) {
                handle.delete(paths.lease(worker), stat.getVersion());
            }
            return true;
        });
    }

    @Override
    public Horizon horizon(int worker) {
        return call(() -> {
            Stat stat = new Stat();
            try {
                String text = new String(handle.getData(paths.horizon(worker), false, stat), StandardCharsets.UTF_8);
                int space = text.indexOf(' ');
                return new Horizon(
                        Long.parseLong(text.substring(0, space)), stat.getVersion(), text.substring(space + 1));
            } catch (KeeperException.NoNodeException never) {
                return new Horizon(0, NEVER_WRITTEN, "");
            }
        });
    }

    @Override
    public @Nullable Horizon move(int worker, Horizon known, long toMillis, String writer) {
        byte[] data = bytes(toMillis + " " + writer);
        return callOrNull(() -> {
            try {
                if (known.version() == NEVER_WRITTEN) {
                    handle.create(paths.horizon(worker), data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
                    return new Horizon(toMillis, 0, writer);
                }
                Stat stat = handle.setData(paths.horizon(worker), data, known.version());
                return new Horizon(toMillis, stat.getVersion(), writer);
            } catch (KeeperException.BadVersionException
                    | KeeperException.NodeExistsException
                    | KeeperException.NoNodeException moved) {
                return null;
            }
        });
    }

    private static <T> T call(Call<T> call) {
        T value = callOrNull(call::run);
        if (value == null) {
            throw new IllegalStateException("a call to ZooKeeper gave nothing");
        }
        return value;
    }

    private interface NullableCall<T> {
        @Nullable
        T run() throws KeeperException, InterruptedException;
    }

    private static <T> @Nullable T callOrNull(NullableCall<T> call) {
        try {
            return call.run();
        } catch (KeeperException failed) {
            throw unavailable(failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        }
    }

    private static ChatException unavailable(@Nullable String why) {
        return new ChatException(
                ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE, "ZooKeeper did not answer: " + why + "; try again");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
