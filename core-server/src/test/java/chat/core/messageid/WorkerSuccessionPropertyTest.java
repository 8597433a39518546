package chat.core.messageid;

import static org.assertj.core.api.Assertions.assertThat;

import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;
import net.jqwik.api.statistics.Statistics;

/** Many processes, one set of workers, every clock wrong, sessions that end while their holders go on: no id is ever minted twice. */
class WorkerSuccessionPropertyTest {
    private static final long NOW = 1_800_000_000_000L;

    private InMemoryWorkerStore store = new InMemoryWorkerStore();
    private final Set<Long> minted = new HashSet<>();
    private int refused;

    /** Tries share the test's instance: each begins with a ZooKeeper of its own, or they would use up all workers. */
    @BeforeTry
    void newCluster() {
        store = new InMemoryWorkerStore();
        minted.clear();
        refused = 0;
    }

    /** A process that never stops, however dead ZooKeeper thinks it is. */
    private final class Node {
        final SettableClock clock;
        final GrantedMinter minter;
        final WorkerHolder holder;
        InMemoryWorkerStore.Session session = store.session();
        long last;

        Node(String nodeId, long clockMillis) {
            clock = new SettableClock(clockMillis);
            minter = new GrantedMinter(clock, WorkerHolder.AHEAD.dividedBy(2), () -> {});
            holder = new WorkerHolder(minter, clock, nodeId);
            holder.use(session);
            holder.keep();
        }

        void mint(int count) {
            for (int i = 0; i < count; i++) {
                try {
                    long id = minter.mint(0);
                    assertThat(id).as("grows on one node").isGreaterThan(last);
                    assertThat(minted.add(id)).as("id %d is new", id).isTrue();
                    last = id;
                } catch (ChatException horizon) {
                    refused++;
                }
            }
        }

        void newSession() {
            session = store.session();
            holder.use(session);
            holder.keep();
        }
    }

    @Property(tries = 500)
    void mint_processesInSuccessionAndZombies_neverCollide(@ForAll Random random) {
        // the same node id: everybody prefers the same worker, the worst case
        List<Node> processes = new ArrayList<>();
        processes.add(new Node("core-1", NOW));
        for (int step = 0; step < 60; step++) {
            Node process = processes.get(random.nextInt(processes.size()));
            switch (random.nextInt(8)) {
                case 0 -> process.session.expire();
                case 1 -> process.newSession();
                case 2 -> process.clock.millis += random.nextInt(40_000) - 20_000;
                case 3 -> process.clock.millis += random.nextInt(12_000);
                case 4 -> process.session.loseNextAnswer = true;
                case 5 -> process.session.away = !process.session.away;
                case 6 -> process.holder.keep();
                default -> {
                    if (processes.size() < 5) {
                        processes.add(new Node("core-1", NOW + random.nextInt(60_000) - 30_000));
                    }
                }
            }
            process.mint(random.nextInt(300));
            if (random.nextBoolean()) {
                process.holder.keep();
            }
        }
        // a try whose ZooKeeper was away all the time mints nothing; many in a row would make this test say nothing
        Statistics.label("minted").collect(minted.size() > 500);
        Statistics.label("minted").coverage(coverage -> coverage.check(true).percentage(share -> share > 50));
    }

    @Property(tries = 1)
    void mint_zombieHoldsWorkerAfterSuccessor_bothMintApart() {
        Node first = new Node("core-1", NOW);
        first.mint(10);
        first.session.expire();
        store.horizons.forEach((worker, horizon) -> assertThat(horizon.millis()).isEqualTo(NOW + 10_000));
        Node second = new Node("core-1", NOW + 10_000);
        assertThat(second.minter.grant().worker())
                .isEqualTo(first.minter.grant().worker());
        first.clock.millis = NOW + 9_999;
        first.mint(3_000);
        second.mint(3_000);
        first.clock.millis = NOW + 10_001;
        int refusedBefore = refused;
        first.mint(1);
        assertThat(refused).isEqualTo(refusedBefore + 1);
        first.holder.keep();
        assertThat(first.minter.grant().worker())
                .as("still the old span")
                .isEqualTo(second.minter.grant().worker());
        first.holder.keep();
        assertThat(first.minter.grant().worker())
                .isNotEqualTo(second.minter.grant().worker());
        first.mint(1);
        assertThat(refused).isEqualTo(refusedBefore + 1);
    }

    @Property(tries = 1)
    void keep_answerOfAMoveLost_adoptsItsOwnHorizon() {
        Node process = new Node("core-1", NOW);
        WorkerGrant before = process.minter.grant();
        process.clock.millis += 8_000;
        process.session.loseNextAnswer = true;
        process.holder.keep();
        assertThat(process.minter.grant()).isEqualTo(before);
        process.holder.keep();
        assertThat(process.minter.grant()).isEqualTo(before.until(NOW + 18_000));
    }

    @Property(tries = 1)
    void keep_idle_keepsTheHorizonAheadOfTheClock() {
        Node process = new Node("core-1", NOW);
        for (int second = 0; second < 3_600; second++) {
            process.clock.millis += 1_000;
            process.holder.keep();
            assertThat(process.minter.ready()).isTrue();
        }
    }

    @Property(tries = 1)
    void take_workerWhoseHorizonIsAhead_isLeftForAnother() {
        Node ahead = new Node("core-1", NOW + 3_600_000);
        ahead.mint(1);
        ahead.holder.release();
        Node next = new Node("core-1", NOW);
        next.mint(1);
        assertThat(IdLayout.timeMillis(next.last)).isEqualTo(NOW);
    }
}
