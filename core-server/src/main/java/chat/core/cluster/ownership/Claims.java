package chat.core.cluster.ownership;

import chat.core.cluster.zookeeper.ZooKeeperSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;

/** Makes and gives up claims in one session. Safe from any thread; never blocks. */
final class Claims {
    /** Claims in one transaction at the most. */
    static final int BATCH = 64;

    private final ZooKeeperSession session;
    private final byte[] nodeId;

    Claims(ZooKeeperSession session, String nodeId) {
        this.session = session;
        this.nodeId = nodeId.getBytes(StandardCharsets.UTF_8);
    }

    /** Claims what is free; completes, never exceptionally, with the slots that are now this session's. */
    CompletionStage<Set<Integer>> claim(List<Integer> slots) {
        Set<Integer> claimed = ConcurrentHashMap.newKeySet();
        List<CompletableFuture<Void>> batches = new ArrayList<>();
        for (int from = 0; from < slots.size(); from += BATCH) {
            List<Integer> batch = slots.subList(from, Math.min(slots.size(), from + BATCH));
            batches.add(claimTogether(batch, claimed).toCompletableFuture());
        }
        return CompletableFuture.allOf(batches.toArray(CompletableFuture[]::new))
                .thenApply(done -> claimed);
    }

    /**
     * Gives a claim up. Completes when it is gone or not ours; fails with KeeperException when that is not known.
     *
     * <p>After CONNECTIONLOSS the claim may be gone, and the path may hold the next owner's already: it is deleted again only after a look, through a
     * synchronised read, that it is still this session's. Nobody else can make it so in between.
     */
    CompletionStage<Void> giveUp(int slot) {
        return session.delete(session.paths().claim(slot))
                .handle((done, failed) -> {
                    if (failed == null || ZooKeeperSession.code(failed) == KeeperException.Code.NONODE) {
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    if (ZooKeeperSession.code(failed) != KeeperException.Code.CONNECTIONLOSS) {
                        return CompletableFuture.<Void>failedFuture(failed);
                    }
                    return holds(slot)
                            .thenCompose(ours -> ours ? giveUp(slot) : CompletableFuture.<Void>completedFuture(null))
                            .toCompletableFuture();
                })
                .thenCompose(stage -> stage);
    }

    /** Whether the claim is this session's at this moment. */
    CompletionStage<Boolean> holds(int slot) {
        return session.readLatest(session.paths().claim(slot))
                .handle((content, failed) -> {
                    if (failed == null) {
                        return CompletableFuture.completedFuture(content.stat().getEphemeralOwner() == session.id());
                    }
                    return ZooKeeperSession.code(failed) == KeeperException.Code.NONODE
                            ? CompletableFuture.completedFuture(false)
                            : CompletableFuture.<Boolean>failedFuture(failed);
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> claimTogether(List<Integer> batch, Collection<Integer> claimed) {
        List<Op> operations = new ArrayList<>();
        for (int slot : batch) {
            operations.add(
                    Op.create(session.paths().claim(slot), nodeId, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
        }
        return session.all(operations)
                .handle((done, failed) -> {
                    if (failed == null) {
                        claimed.addAll(batch);
                        return CompletableFuture.<Void>completedFuture(null);
                    }
                    // one of them is held, or the answer was lost: each for itself
                    return CompletableFuture.allOf(batch.stream()
                            .map(slot -> claimAlone(slot, claimed).toCompletableFuture())
                            .toArray(CompletableFuture[]::new));
                })
                .thenCompose(stage -> stage);
    }

    private CompletionStage<Void> claimAlone(int slot, Collection<Integer> claimed) {
        return session.createEphemeral(session.paths().claim(slot), nodeId)
                .handle((stat, failed) -> {
                    if (failed == null) {
                        return CompletableFuture.completedFuture(true);
                    }
                    return ZooKeeperSession.code(failed) == KeeperException.Code.NODEEXISTS
                            ? holds(slot).toCompletableFuture()
                            : CompletableFuture.completedFuture(false);
                })
                .thenCompose(stage -> stage)
                .handle((ours, failed) -> {
                    if (failed == null && ours) {
                        claimed.add(slot);
                    }
                    return null;
                });
    }
}
