package chat.core.account;

import chat.core.messageid.IdLayout;
import chat.core.messageid.IdMinter;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Ids that grow, with the time of a clock. */
public final class CountingIds implements IdMinter {
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    public CountingIds(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long mint(long floor) {
        long now = IdLayout.id(clock.millis(), 7, 0);
        return last.updateAndGet(before -> Math.max(Math.max(before, floor) + 1, now));
    }
}
