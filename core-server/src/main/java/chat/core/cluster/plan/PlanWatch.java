package chat.core.cluster.plan;

import chat.core.cluster.zookeeper.ZooKeeperLink;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads every plan. A plan that can't be read, or is for another number of slots, is reported and passed over. */
public final class PlanWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlanWatch.class);

    private final int slots;
    private final Consumer<Plan> changed;
    private final CuratorCache cache;

    private PlanWatch(ZooKeeperLink link, int slots, Consumer<Plan> changed) {
        this.slots = slots;
        this.changed = changed;
        this.cache = CuratorCache.build(link.client(), link.paths().plan(), CuratorCache.Options.SINGLE_NODE_CACHE);
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forCreatesAndChanges((before, now) -> read(now))
                        .build());
    }

    /** @param changed called on a thread of the watch: hand over and return */
    public static PlanWatch create(ZooKeeperLink link, int slots, Consumer<Plan> changed) {
        return new PlanWatch(link, slots, changed);
    }

    public void start() {
        cache.start();
    }

    @Override
    public void close() {
        cache.close();
    }

    private void read(@Nullable ChildData data) {
        if (data == null) {
            return;
        }
        try {
            changed.accept(Plan.parse(
                    new String(data.getData(), StandardCharsets.UTF_8),
                    data.getStat().getVersion(),
                    slots));
        } catch (IllegalArgumentException unusable) {
            log.atError()
                    .addKeyValue("event", "plan.unusable")
                    .log("plan {} is passed over: {}", data.getStat().getVersion(), unusable.getMessage());
        }
    }
}
