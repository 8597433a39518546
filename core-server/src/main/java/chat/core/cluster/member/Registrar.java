package chat.core.cluster.member;

import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.core.cluster.zookeeper.ZooKeeperSession;
import chat.node.v1.Registration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node registered: once in each session, and rewritten every sixth of the session timeout. That write is the heartbeat: it is ordered by ZooKeeper's
 * leader, so its success proves that the session was alive then, and it renews the {@link Lease}.
 *
 * <p>While another session holds the node id it waits: after a crash that is this node's own former session, which ends soon; else two processes have the same id, and
 * the start fails. Fields are touched on the registrar's thread only.
 */
public final class Registrar implements ZooKeeperLink.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Registrar.class);
    private static final int HEARTBEATS_A_TIMEOUT = 6;
    private static final long RETRY_MILLIS = 250;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread named = new Thread(task, "registrar");
        named.setDaemon(true);
        return named;
    });
    private final ZooKeeperLink link;
    private final String nodeId;
    private final Supplier<Registration> registration;
    private final LongSupplier nanoClock;
    private final Clock wallClock;
    private final Listener listener;
    private final CompletableFuture<Void> firstTime = new CompletableFuture<>();

    private @Nullable ZooKeeperSession session;
    private @Nullable Incarnation incarnation;
    private @Nullable DuplicateWatch duplicate;

    /** Hears of incarnations, in order. Called on the registrar's thread: hand over and return. */
    public interface Listener {
        void registered(Incarnation incarnation);

        void ended(Incarnation incarnation);
    }

    public Registrar(
            ZooKeeperLink link,
            String nodeId,
            Supplier<Registration> registration,
            LongSupplier nanoClock,
            Clock wallClock,
            Listener listener) {
        this.link = link;
        this.nodeId = nodeId;
        this.registration = registration;
        this.nanoClock = nanoClock;
        this.wallClock = wallClock;
        this.listener = listener;
    }

    /** Registers and goes on for ever. Completes when registered; fails with IllegalStateException when the node id is another live process's. */
    public CompletionStage<Void> start() {
        link.addListener(this);
        return firstTime;
    }

    /** Writes the registration now, with what changed in it. Completes when it is written, or fails with KeeperException. */
    public CompletionStage<Void> announce() {
        return CompletableFuture.supplyAsync(() -> incarnation, thread)
                .thenCompose(present -> present == null
                        ? CompletableFuture.failedFuture(KeeperException.create(KeeperException.Code.CONNECTIONLOSS))
                        : write(present).thenAccept(stat -> {}));
    }

    @Override
    public void began(ZooKeeperSession next) {
        run(() -> {
            session = next;
            register(next);
        });
    }

    @Override
    public void ended(ZooKeeperSession former) {
        Incarnation last = incarnationOf(former);
        if (last != null) {
            last.lease().end();
        }
        run(() -> {
            if (session == former) {
                session = null;
                end();
            }
        });
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Read from another thread only to end a lease early; a stale answer does no harm. */
    private @Nullable Incarnation incarnationOf(ZooKeeperSession former) {
        Incarnation present = incarnation;
        return present != null && present.session() == former ? present : null;
    }

    private void register(ZooKeeperSession into) {
        if (session != into) {
            return;
        }
        Lease lease = new Lease(nanoClock, wallClock);
        Lease.Moment sent = lease.now();
        into.createEphemeral(into.paths().core(nodeId), json())
                .whenComplete((stat, failed) -> run(() -> {
                    if (session != into) {
                        return;
                    }
                    if (failed == null) {
                        lease.renew(sent, into.timeout());
                        begin(new Incarnation(into, lease));
                    } else if (ZooKeeperSession.code(failed) == KeeperException.Code.NODEEXISTS) {
                        lookAtHolder(into, lease);
                    } else {
                        retry(into, failed);
                    }
                }));
    }

    private void lookAtHolder(ZooKeeperSession into, Lease lease) {
        into.readLatest(into.paths().core(nodeId))
                .whenComplete((content, failed) -> run(() -> {
                    if (session != into) {
                        return;
                    }
                    if (failed != null) {
                        retry(into, failed);
                    } else if (content.stat().getEphemeralOwner() == into.id()) {
                        // the answer to an earlier attempt was lost; the lease begins with the first heartbeat
                        begin(new Incarnation(into, lease));
                    } else {
                        wait(into, content);
                    }
                }));
    }

    private void wait(ZooKeeperSession into, ZooKeeperSession.Content content) {
        DuplicateWatch watch = duplicate;
        if (watch == null || !watch.sameHolder(content.stat())) {
            watch = new DuplicateWatch(content.stat(), nanoClock.getAsLong());
            duplicate = watch;
            log.atWarn()
                    .addKeyValue("event", "registration.held")
                    .log(
                            "node id {} is registered by another session: waiting for it to end (after a crash it is our own former one). It says: {}",
                            nodeId,
                            content.text());
        }
        if (watch.alive(content.stat(), nanoClock.getAsLong(), into.timeout())) {
            firstTime.completeExceptionally(new IllegalStateException("node id " + nodeId
                    + " is taken by a process that is alive: give this node another core.node-id, or stop the other. The other says: "
                    + content.text()));
        }
        schedule(() -> register(into));
    }

    private void retry(ZooKeeperSession into, Throwable failed) {
        if (!reportIfExpired(into, failed)) {
            log.atWarn()
                    .addKeyValue("event", "registration.failed")
                    .log("not registered yet, trying again: {}", ZooKeeperSession.code(failed));
            schedule(() -> register(into));
        }
    }

    private void begin(Incarnation next) {
        duplicate = null;
        incarnation = next;
        log.atInfo()
                .addKeyValue("event", "registration.made")
                .log("{} is registered in session {}", nodeId, next.session());
        listener.registered(next);
        firstTime.complete(null);
        heartbeat(next);
    }

    private void heartbeat(Incarnation present) {
        if (!present.equals(incarnation)) {
            return;
        }
        link.poll();
        write(present).whenComplete((stat, failed) -> {
            if (failed != null) {
                MemberMetrics.HEARTBEAT_FAILURES.inc();
                run(() -> missed(present, failed));
            }
        });
        long every = present.session().timeout().toMillis() / HEARTBEATS_A_TIMEOUT;
        var unused = thread.schedule(() -> heartbeat(present), Math.max(50, every), TimeUnit.MILLISECONDS);
    }

    private CompletionStage<Stat> write(Incarnation present) {
        ZooKeeperSession in = present.session();
        Lease.Moment sent = present.lease().now();
        return in.set(in.paths().core(nodeId), json()).thenApply(stat -> {
            if (stat.getEphemeralOwner() == in.id()) {
                present.lease().renew(sent, in.timeout());
                MemberMetrics.LEASE_LEFT.set(present.lease().left().toMillis() / 1000.0);
            }
            return stat;
        });
    }

    private void missed(Incarnation present, Throwable failed) {
        if (!present.equals(incarnation) || reportIfExpired(present.session(), failed)) {
            return;
        }
        MemberMetrics.LEASE_LEFT.set(present.lease().left().toMillis() / 1000.0);
        KeeperException.Code code = ZooKeeperSession.code(failed);
        log.atWarn()
                .addKeyValue("event", "heartbeat.missed")
                .log(
                        "heartbeat failed with {}; the lease runs for {} ms more",
                        code,
                        present.lease().left().toMillis());
        if (code == KeeperException.Code.NONODE) {
            // somebody deleted it; claims stand, so only the entry is made again
            var unused = present.session()
                    .createEphemeral(present.session().paths().core(nodeId), json())
                    .exceptionally(stillNot -> null);
        }
    }

    private boolean reportIfExpired(ZooKeeperSession in, Throwable failed) {
        boolean expired = ZooKeeperSession.code(failed) == KeeperException.Code.SESSIONEXPIRED;
        if (expired) {
            link.ended(in);
            schedule(link::poll);
        }
        return expired;
    }

    private void end() {
        Incarnation last = incarnation;
        incarnation = null;
        if (last != null) {
            last.lease().end();
            MemberMetrics.LEASE_LEFT.set(0);
            listener.ended(last);
        }
    }

    private byte[] json() {
        try {
            return JsonFormat.printer()
                    .omittingInsignificantWhitespace()
                    .print(registration.get().toBuilder().setUpdatedAtMillis(wallClock.millis()))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("a registration has no fields that JSON lacks", impossible);
        }
    }

    private void schedule(Runnable task) {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(task, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void run(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }
}
