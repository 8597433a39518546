package chat.core.cluster;

import chat.core.slot.SlotTenure;
import chat.runtime.error.ChatException;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Looks all the time for two tenures of one slot that are valid at once. A tenure never becomes valid again after it was lost, and a lease that lapsed and came back belongs to a
 * session in which nobody else could own the slot: so if one check passes before and one after another tenure's check, both were owners at that moment.
 */
final class ValidityWatch implements AutoCloseable {
    final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<TestNode> nodes = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "validity");
    private volatile boolean stopped;
    volatile long rounds;

    ValidityWatch() {
        thread.start();
    }

    void add(TestNode node) {
        nodes.add(node);
    }

    @Override
    public void close() {
        stopped = true;
        Uninterruptibles.joinUninterruptibly(thread);
    }

    private void run() {
        long round = 0;
        while (!stopped) {
            List<SlotTenure> all = new ArrayList<>();
            nodes.forEach(node -> all.addAll(node.recorder.tenures));
            List<SlotTenure> valid = all.stream().filter(ValidityWatch::valid).toList();
            for (SlotTenure one : valid) {
                for (SlotTenure other : valid) {
                    if (one.slot() == other.slot()
                            && one.epoch() < other.epoch()
                            && valid(one)
                            && valid(other)
                            && valid(one)) {
                        violations.add(one + " and " + other + " are valid at once");
                    }
                }
            }
            rounds = ++round;
            Thread.onSpinWait();
        }
    }

    private static boolean valid(SlotTenure tenure) {
        try {
            tenure.check();
            return true;
        } catch (ChatException ended) {
            return false;
        }
    }
}
