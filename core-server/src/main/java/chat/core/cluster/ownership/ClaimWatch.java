package chat.core.cluster.ownership;

import chat.core.cluster.zookeeper.ZooKeeperLink;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which claim, as this node has heard. While ZooKeeper is away it keeps what it heard last. A hint for finding owners: never a reason to think oneself one. Safe from
 * any thread; never blocks.
 */
public final class ClaimWatch implements AutoCloseable {
    private final AtomicReferenceArray<@Nullable Claim> claims;
    private final CuratorCache cache;

    /**
     * A claim that was seen.
     *
     * @param sessionId of the session that holds it
     */
    record Claim(String nodeId, long sessionId) {}

    /** Hears of changes, on a thread of the watch: hand over and return. */
    public interface Listener {
        /** Somebody's claim came, went or changed. */
        void changed(int slot);
    }

    private ClaimWatch(ZooKeeperLink link, int slots, Listener listener) {
        claims = new AtomicReferenceArray<>(slots);
        String folder = link.paths().claims();
        cache = CuratorCache.build(link.client(), folder);
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forAll((type, before, now) -> {
                            ChildData data = now == null ? before : now;
                            int slot = data == null ? -1 : slot(folder, data.getPath());
                            if (slot >= 0 && slot < slots) {
                                claims.set(slot, now == null ? null : claim(now));
                                listener.changed(slot);
                            }
                        })
                        .build());
    }

    public static ClaimWatch create(ZooKeeperLink link, int slots, Listener listener) {
        return new ClaimWatch(link, slots, listener);
    }

    public void start() {
        cache.start();
    }

    /** The node id that claims a slot, or null. */
    public @Nullable String owner(int slot) {
        Claim claim = claims.get(slot);
        return claim == null ? null : claim.nodeId();
    }

    @Nullable
    Claim claim(int slot) {
        return claims.get(slot);
    }

    public int slots() {
        return claims.length();
    }

    @Override
    public void close() {
        cache.close();
    }

    private static Claim claim(ChildData data) {
        return new Claim(
                new String(data.getData(), StandardCharsets.UTF_8),
                data.getStat().getEphemeralOwner());
    }

    private static int slot(String folder, String path) {
        String name = path.length() > folder.length() ? path.substring(folder.length() + 1) : "";
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : -1;
    }
}
