package chat.core.cluster.member;

import java.time.Duration;
import org.apache.zookeeper.data.Stat;

/** Tells a process that is alive from a session that a crashed one left behind: the living one goes on writing, the other vanishes within its timeout. */
final class DuplicateWatch {
    private final long holder;
    private final long firstWrite;
    private final long sinceNanos;

    DuplicateWatch(Stat first, long nowNanos) {
        this.holder = first.getEphemeralOwner();
        this.firstWrite = first.getMzxid();
        this.sinceNanos = nowNanos;
    }

    boolean sameHolder(Stat stat) {
        return stat.getEphemeralOwner() == holder;
    }

    /** True once it has written again, or outlived what a session that nobody uses can. */
    boolean alive(Stat stat, long nowNanos, Duration sessionTimeout) {
        return stat.getMzxid() != firstWrite
                || nowNanos - sinceNanos > sessionTimeout.multipliedBy(2).toNanos();
    }
}
