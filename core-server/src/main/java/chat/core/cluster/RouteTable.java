package chat.core.cluster;

import chat.core.cluster.member.Members;
import chat.core.cluster.ownership.ClaimWatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The map of routes, made anew after changes; changes that come together make one map. Safe from any thread; never blocks. */
public final class RouteTable {
    private static final long COALESCE_MILLIS = 10;

    private final Members members;
    private final ClaimWatch claims;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final List<Consumer<Routes>> listeners = new CopyOnWriteArrayList<>();
    private volatile Routes current;

    RouteTable(Members members, ClaimWatch claims, Clock clock, ScheduledExecutorService thread) {
        this.members = members;
        this.claims = claims;
        this.clock = clock;
        this.thread = thread;
        this.current = make();
    }

    public Routes current() {
        return current;
    }

    /** Hears of each new map, on the cluster thread. Look at {@link #current} after adding. */
    public void addListener(Consumer<Routes> listener) {
        listeners.add(listener);
    }

    public void removeListener(Consumer<Routes> listener) {
        listeners.remove(listener);
    }

    /** Something that the map is made of may have changed. */
    void consider() {
        if (!thread.isShutdown() && scheduled.compareAndSet(false, true)) {
            var unused = thread.schedule(this::remake, COALESCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void remake() {
        scheduled.set(false);
        Routes next = make();
        if (!next.sameAs(current)) {
            current = next;
            listeners.forEach(listener -> listener.accept(next));
        }
    }

    private Routes make() {
        SortedMap<String, String> addresses = new TreeMap<>();
        members.cores().forEach((id, core) -> addresses.put(id, core.getAddress()));
        List<@Nullable String> owners = new ArrayList<>(claims.slots());
        for (int slot = 0; slot < claims.slots(); slot++) {
            String owner = claims.owner(slot);
            owners.add(owner != null && addresses.containsKey(owner) ? owner : null);
        }
        Routes before = current;
        long version = before == null ? clock.millis() : Math.max(before.version() + 1, clock.millis());
        return new Routes(version, addresses, owners);
    }
}
