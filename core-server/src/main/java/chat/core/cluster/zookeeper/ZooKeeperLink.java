package chat.core.cluster.zookeeper;

import chat.core.schema.SchemaLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.BoundedExponentialBackoffRetry;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to ZooKeeper, kept for the life of the process however long ZooKeeper is away. Tells its listeners when a session begins and when it has
 * ended. Curator's client serves recipes and caches; what belongs to one session goes through {@link ZooKeeperSession}.
 */
public final class ZooKeeperLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperLink.class);

    private final ZooKeeperConfig config;
    private final Paths paths;
    private final CuratorFramework client;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Guarded by this. */
    private @Nullable ZooKeeperSession current;

    private volatile boolean closed;

    /** Hears of sessions, in order. Called on a thread of the link: hand over and return. */
    public interface Listener {
        void began(ZooKeeperSession session);

        void ended(ZooKeeperSession session);
    }

    private ZooKeeperLink(ZooKeeperConfig config) {
        this.config = config;
        this.paths = new Paths(config.root());
        this.client = CuratorFrameworkFactory.builder()
                .connectString(config.connect())
                .sessionTimeoutMs((int) config.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) config.connectionTimeout().toMillis())
                .retryPolicy(new BoundedExponentialBackoffRetry(100, 2_000, 10))
                .build();
    }

    /** Begins to connect, and goes on until it is closed. */
    public static ZooKeeperLink open(ZooKeeperConfig config) {
        ZooKeeperLink link = new ZooKeeperLink(config);
        link.client.getConnectionStateListenable().addListener((client, state) -> link.changed(state));
        link.client.start();
        return link;
    }

    /** Waits until there is a session, and says every few seconds that it waits. For start-up only. */
    public void awaitSession() throws InterruptedException {
        while (!closed && !client.blockUntilConnected(5, TimeUnit.SECONDS)) {
            log.atWarn()
                    .addKeyValue("event", "zookeeper.awaited")
                    .log("ZooKeeper at {} does not answer: waiting for it (core.zookeeper.connect)", config.connect());
        }
        poll();
    }

    public Paths paths() {
        return paths;
    }

    public CuratorFramework client() {
        return client;
    }

    /** Adds a listener; one that comes late hears of the present session at once. */
    public synchronized void addListener(Listener listener) {
        listeners.add(listener);
        ZooKeeperSession session = current;
        if (session != null) {
            listener.began(session);
        }
    }

    /** The present session, or null between two. */
    public synchronized @Nullable ZooKeeperSession session() {
        return current;
    }

    public boolean connected() {
        return client.getZookeeperClient().isConnected();
    }

    /** Looks for a new session and an ended one. Events do the same; called from time to time it makes up for one that was missed. */
    public synchronized void poll() {
        ZooKeeperSession before = current;
        ZooKeeper handle = handle();
        if (before != null && (!before.alive() || !before.isOf(handle))) {
            end(before);
        }
        if (!closed
                && current == null
                && handle != null
                && handle.getSessionId() != 0
                && handle.getState().isConnected()) {
            begin(handle);
        }
    }

    /** What a call in the session found out: it has ended. */
    public synchronized void ended(ZooKeeperSession session) {
        if (current == session) {
            end(session);
        }
    }

    public SchemaLock schemaLock(Duration patience) {
        return new ZooKeeperSchemaLock(client, paths.schemaLock(), patience);
    }

    /** Ends the session: its ephemeral znodes vanish at once. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            ZooKeeperSession session = current;
            if (session != null) {
                end(session);
            }
        }
        client.close();
    }

    private void changed(ConnectionState state) {
        ZooKeeperMetrics.CONNECTED.set(state.isConnected() ? 1 : 0);
        ZooKeeperMetrics.STATES
                .labels(state.name().toLowerCase(java.util.Locale.ROOT))
                .inc();
        log.atInfo().addKeyValue("event", "zookeeper.state").log("ZooKeeper connection: {}", state);
        if (state == ConnectionState.LOST) {
            synchronized (this) {
                ZooKeeperSession session = current;
                // the event may be late: a session that began since is not meant
                if (session != null && (!session.alive() || !session.isOf(handle()))) {
                    end(session);
                }
            }
        } else if (state.isConnected()) {
            poll();
        }
    }

    private synchronized void begin(ZooKeeper handle) {
        ZooKeeperSession session = new ZooKeeperSession(handle, paths);
        try {
            createFolders(handle);
        } catch (KeeperException notNow) {
            log.atWarn()
                    .addKeyValue("event", "zookeeper.folders.failed")
                    .log("the folders in ZooKeeper could not be made, trying again soon: {}", notNow.getMessage());
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        current = session;
        ZooKeeperMetrics.SESSIONS.inc();
        log.atInfo()
                .addKeyValue("event", "zookeeper.session.began")
                .log(
                        "session {} with a timeout of {} ms",
                        session,
                        session.timeout().toMillis());
        listeners.forEach(listener -> listener.began(session));
    }

    private synchronized void end(ZooKeeperSession session) {
        current = null;
        log.atWarn().addKeyValue("event", "zookeeper.session.ended").log("session {} has ended", session);
        listeners.forEach(listener -> listener.ended(session));
    }

    private void createFolders(ZooKeeper handle) throws KeeperException, InterruptedException {
        for (String folder : paths.folders()) {
            org.apache.curator.utils.ZKPaths.mkdirs(handle, folder, true);
        }
    }

    private @Nullable ZooKeeper handle() {
        try {
            return client.getZookeeperClient().getZooKeeper();
        } catch (Exception notConnected) {
            log.debug("no ZooKeeper handle at the moment", notConnected);
            return null;
        }
    }
}
