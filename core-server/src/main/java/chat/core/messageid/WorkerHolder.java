package chat.core.messageid;

import chat.runtime.error.ChatException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker leased and its horizon ahead of the ids. Not safe from several threads: one thread calls, it may block.
 *
 * <p>Why two holders of one worker cannot collide: each mints only below a horizon that it wrote itself, starting at the horizon it read before,
 * and the write fails if anybody wrote in between. Spans of one worker therefore form one chain without overlap, in the order of the znode's versions. The
 * lease only keeps nodes from taking turns on one worker.
 */
final class WorkerHolder {
    private static final Logger log = LoggerFactory.getLogger(WorkerHolder.class);

    /** How far beyond the last id's time a horizon is set. */
    static final Duration AHEAD = Duration.ofSeconds(10);

    private final GrantedMinter minter;
    private final Clock clock;
    private final int preferred;
    /** Tells our own horizons from those of others, also of an earlier process on this node. */
    private final String writer;

    private @Nullable WorkerStore store;
    private @Nullable Held held;

    private record Held(int worker, WorkerStore.Horizon horizon) {}

    WorkerHolder(GrantedMinter minter, Clock clock, String nodeId) {
        this.minter = minter;
        this.clock = clock;
        this.preferred = Math.floorMod(nodeId.hashCode(), IdLayout.FIRST_HISTORIC_WORKER);
        this.writer = nodeId + "/" + UUID.randomUUID();
    }

    /** A new session: leases are made in it from now on. The span held goes on until its horizon, whatever became of its lease. */
    void use(WorkerStore sessionStore) {
        store = sessionStore;
        held = null;
    }

    /** Leases a worker if none is held, and moves the horizon on when less than half of {@link #AHEAD} is left. Failures are logged; call again. */
    void keep() {
        WorkerStore current = store;
        if (current == null) {
            return;
        }
        try {
            if (held == null) {
                held = take(current);
            } else if (held.horizon().millis() - minter.wantedMillis() < AHEAD.toMillis() * 6 / 10) {
                held = extend(current, held);
            }
        } catch (ChatException failed) {
            IdMetrics.HORIZON_FAILURES.inc();
            log.atWarn()
                    .addKeyValue("event", "ids.horizon.failed")
                    .log(
                            "worker {} was not leased or its horizon not moved: {}",
                            held == null ? "none" : held.worker(),
                            failed.detail());
        }
    }

    /** Gives the worker back; nothing is minted beyond the horizon that was reached. */
    void release() {
        WorkerStore current = store;
        Held mine = held;
        store = null;
        held = null;
        if (current != null && mine != null) {
            try {
                current.release(mine.worker());
            } catch (ChatException gone) {
                log.atInfo()
                        .addKeyValue("event", "ids.worker.kept")
                        .log("worker {} goes with the session: {}", mine.worker(), gone.detail());
            }
        }
    }

    /** Prefers a worker whose horizon is in the past, so that ids follow the wall clock; else the one that is least ahead. */
    private @Nullable Held take(WorkerStore current) {
        Set<Integer> leased = current.leased();
        int least = -1;
        long leastMillis = Long.MAX_VALUE;
        for (int i = 0; i < IdLayout.FIRST_HISTORIC_WORKER; i++) {
            int worker = (preferred + i) % IdLayout.FIRST_HISTORIC_WORKER;
            if (leased.contains(worker)) {
                continue;
            }
            long horizon = current.horizon(worker).millis();
            if (horizon <= clock.millis()) {
                return take(current, worker);
            }
            if (horizon < leastMillis) {
                least = worker;
                leastMillis = horizon;
            }
        }
        if (least < 0) {
            log.atError()
                    .addKeyValue("event", "ids.workers.exhausted")
                    .log("all {} workers are leased, more core nodes can not mint", IdLayout.FIRST_HISTORIC_WORKER);
            return null;
        }
        return take(current, least);
    }

    private @Nullable Held take(WorkerStore current, int worker) {
        if (!current.lease(worker)) {
            return null;
        }
        WorkerStore.Horizon before = current.horizon(worker);
        long from = before.millis();
        WorkerStore.Horizon mine =
                current.move(worker, before, Math.max(from, minter.wantedMillis()) + AHEAD.toMillis(), writer);
        if (mine == null) {
            current.release(worker);
            return null;
        }
        minter.grant(new WorkerGrant(worker, from, mine.millis()));
        IdMetrics.WORKERS.inc();
        log.atInfo()
                .addKeyValue("event", "ids.worker.leased")
                .log(
                        "worker {} is leased: ids from {} to {}",
                        worker,
                        Instant.ofEpochMilli(from),
                        Instant.ofEpochMilli(mine.millis()));
        return new Held(worker, mine);
    }

    private @Nullable Held extend(WorkerStore current, Held mine) {
        long target = Math.max(mine.horizon().millis() + 1, minter.wantedMillis() + AHEAD.toMillis());
        WorkerStore.Horizon moved = current.move(mine.worker(), mine.horizon(), target, writer);
        if (moved == null) {
            moved = current.horizon(mine.worker());
            if (!moved.writer().equals(writer)) {
                log.atWarn()
                        .addKeyValue("event", "ids.worker.lost")
                        .log("worker {} was taken over by {}: leasing another", mine.worker(), moved.writer());
                return null;
            }
            // an earlier move of ours succeeded although its answer was lost
        }
        WorkerGrant grant = minter.grant();
        if (grant == null || grant.worker() != mine.worker()) {
            throw new IllegalStateException("the minter holds " + grant + ", not worker " + mine.worker());
        }
        minter.grant(grant.until(moved.millis()));
        return new Held(mine.worker(), moved);
    }
}
