package chat.core.cluster.member;

import chat.core.cluster.zookeeper.ZooKeeperLink;
import chat.node.v1.Registration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered processes, as this node has heard of them. While ZooKeeper is away it keeps what it heard last. Safe from any thread; never blocks.
 */
public final class Members implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Members.class);

    private final ConcurrentSkipListMap<String, Registration> cores = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Registration> gateways = new ConcurrentSkipListMap<>();
    private final CuratorCache coreCache;
    private final CuratorCache gatewayCache;

    private Members(ZooKeeperLink link, Runnable changed) {
        coreCache = watch(link, link.paths().cores(), cores, changed);
        gatewayCache = watch(link, link.paths().gateways(), gateways, changed);
    }

    /** @param changed called after each change, also of a load or a heartbeat's time, on a thread of the watch: hand over and return */
    public static Members create(ZooKeeperLink link, Runnable changed) {
        return new Members(link, changed);
    }

    public void start() {
        coreCache.start();
        gatewayCache.start();
    }

    /** Live core nodes by node id. */
    public SortedMap<String, Registration> cores() {
        return Collections.unmodifiableSortedMap(cores);
    }

    /** Live gateways by node id. */
    public SortedMap<String, Registration> gateways() {
        return Collections.unmodifiableSortedMap(gateways);
    }

    @Override
    public void close() {
        coreCache.close();
        gatewayCache.close();
    }

    private static CuratorCache watch(
            ZooKeeperLink link, String folder, Map<String, Registration> into, Runnable changed) {
        CuratorCache cache = CuratorCache.build(link.client(), folder);
        cache.listenable()
                .addListener(CuratorCacheListener.builder()
                        .forAll((type, before, now) -> {
                            ChildData data = now == null ? before : now;
                            if (data == null || data.getPath().equals(folder)) {
                                return;
                            }
                            String id = data.getPath().substring(folder.length() + 1);
                            Registration registration = now == null ? null : parse(now);
                            if (registration == null) {
                                into.remove(id);
                            } else {
                                into.put(id, registration);
                            }
                            changed.run();
                        })
                        .build());
        return cache;
    }

    static @Nullable Registration parse(ChildData data) {
        try {
            Registration.Builder registration = Registration.newBuilder();
            JsonFormat.parser()
                    .ignoringUnknownFields()
                    .merge(new String(data.getData(), StandardCharsets.UTF_8), registration);
            return registration.build();
        } catch (InvalidProtocolBufferException broken) {
            log.atWarn()
                    .addKeyValue("event", "registration.unreadable")
                    .log("{} holds no registration: {}", data.getPath(), broken.getMessage());
            return null;
        }
    }
}
