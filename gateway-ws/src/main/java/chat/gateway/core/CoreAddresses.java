package chat.gateway.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where cores may be found: the configured seeds, those registered in ZooKeeper, those in the map of slots. Any thread. */
public final class CoreAddresses {
    private final List<String> seeds;
    private volatile List<String> registered = List.of();
    private volatile List<String> routed = List.of();

    public CoreAddresses(List<String> seeds) {
        this.seeds = List.copyOf(seeds);
    }

    /** What the registry says now. */
    public void registered(List<String> addresses) {
        registered = List.copyOf(addresses);
    }

    /** What the latest map says. */
    void routed(List<String> addresses) {
        routed = List.copyOf(addresses);
    }

    /** Those that serve as far as known, or else every address there is. */
    List<String> serving() {
        List<String> known = routed;
        return known.isEmpty() ? all() : known;
    }

    List<String> all() {
        Set<String> all = new LinkedHashSet<>(routed);
        all.addAll(registered);
        all.addAll(seeds);
        return List.copyOf(all);
    }
}
