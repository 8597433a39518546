package chat.core.cluster.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.core.messageid.WorkerStore.Horizon;
import chat.localstack.Engines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ZooKeeperWorkerStoreIT {
    private static final Engines ENGINES = Engines.shared();

    private final String root = "/workers-" + Long.toHexString(System.nanoTime());
    private final List<ZooKeeperLink> links = new ArrayList<>();

    private ZooKeeperLink link() throws Exception {
        ZooKeeperLink link = ZooKeeperLink.open(
                new ZooKeeperConfig(ENGINES.zooKeeperConnect(), root, Duration.ofSeconds(4), Duration.ofSeconds(5)));
        links.add(link);
        link.awaitSession();
        await().until(() -> link.session() != null);
        return link;
    }

    private static ZooKeeperWorkerStore store(ZooKeeperLink link, String nodeId) {
        return new ZooKeeperWorkerStore(Objects.requireNonNull(link.session()), nodeId);
    }

    @AfterEach
    void close() {
        links.forEach(ZooKeeperLink::close);
    }

    @Test
    void lease_heldByAnother_isRefusedUntilItsSessionEnds() throws Exception {
        ZooKeeperLink first = link();
        ZooKeeperWorkerStore one = store(first, "core-1");
        ZooKeeperWorkerStore two = store(link(), "core-2");
        assertThat(one.lease(7)).isTrue();
        assertThat(two.lease(7)).isFalse();
        assertThat(two.leased()).containsExactly(7);
        two.release(7);
        assertThat(one.leased()).as("only the holder can give it back").containsExactly(7);
        first.close();
        await().untilAsserted(() -> assertThat(two.lease(7)).isTrue());
    }

    @Test
    void move_somebodyMovedItSince_isRefused() throws Exception {
        ZooKeeperWorkerStore one = store(link(), "core-1");
        ZooKeeperWorkerStore two = store(link(), "core-2");
        Horizon never = one.horizon(3);
        assertThat(never.millis()).isZero();
        Horizon mine = one.move(3, never, 1_000, "one");
        assertThat(mine).isEqualTo(new Horizon(1_000, 0, "one"));
        assertThat(two.move(3, never, 2_000, "two")).isNull();
        Horizon theirs = two.move(3, two.horizon(3), 2_000, "two");
        assertThat(theirs).isEqualTo(new Horizon(2_000, 1, "two"));
        assertThat(one.move(3, Objects.requireNonNull(mine), 3_000, "one")).isNull();
        assertThat(one.horizon(3)).isEqualTo(theirs);
    }
}
