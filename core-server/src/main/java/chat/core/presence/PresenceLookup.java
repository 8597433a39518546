package chat.core.presence;

import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.node.v1.GetPresenceRequest;
import chat.node.v1.GetPresenceResponse;
import chat.node.v1.NodeServiceGrpc;
import chat.presence.v1.Presence;
import chat.runtime.error.ChatException;
import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Presence of any users: asks the owners of their slots, one request a node. A user whose owner does not answer is offline, as far as anybody knows: a question
 * about a hundred users does not fail for one node. Safe from any thread.
 */
final class PresenceLookup {
    static final int MAX_USERS = 100;

    private static final long PEER_TIMEOUT_MILLIS = 2_000;

    private final SlotOwnership ownership;
    private final String nodeId;
    private final Function<String, ? extends Channel> channels;
    private final Presences presences;
    private final PresenceMetrics metrics;

    PresenceLookup(
            SlotOwnership ownership,
            String nodeId,
            Function<String, ? extends Channel> channels,
            Presences presences,
            PresenceMetrics metrics) {
        this.ownership = ownership;
        this.nodeId = nodeId;
        this.channels = channels;
        this.presences = presences;
        this.metrics = metrics;
    }

    /** In the order asked. Fails with ChatException FIELD_INVALID for more than {@value #MAX_USERS} users or none. */
    CompletionStage<List<Presence>> find(List<Long> userIds) {
        checkCount(userIds.size());
        Map<String, List<Long>> byOwner = new LinkedHashMap<>();
        for (long userId : userIds) {
            String owner = ownership.owner(ownership.slots().of(userId));
            byOwner.computeIfAbsent(owner == null ? "" : owner, first -> new ArrayList<>())
                    .add(userId);
        }
        List<CompletableFuture<List<Presence>>> parts = new ArrayList<>();
        byOwner.forEach((owner, users) -> parts.add(ask(owner, users).toCompletableFuture()));
        return all(parts)
                .thenApply(found ->
                        inOrder(userIds, found.stream().flatMap(List::stream).toList()));
    }

    /** Of users that this node owns, in the order asked. Fails with ChatException NOT_OWNER. */
    CompletionStage<List<Presence>> local(List<Long> userIds) {
        checkCount(userIds.size());
        return all(userIds.stream()
                .map(userId -> presences.get(userId).toCompletableFuture())
                .toList());
    }

    private CompletionStage<List<Presence>> ask(String owner, List<Long> users) {
        CompletionStage<List<Presence>> answer;
        if (owner.equals(nodeId)) {
            answer = local(users);
        } else if (owner.isEmpty()) {
            answer = unknown(users);
        } else {
            answer = remote(owner, users);
        }
        return answer.handle(
                        (found, failure) -> failure == null ? CompletableFuture.completedFuture(found) : unknown(users))
                .thenCompose(stage -> stage);
    }

    private CompletionStage<List<Presence>> unknown(List<Long> users) {
        return all(users.stream()
                .map(userId -> presences.unknown(userId).toCompletableFuture())
                .toList());
    }

    private CompletionStage<List<Presence>> remote(String owner, List<Long> users) {
        CompletableFuture<List<Presence>> answer = new CompletableFuture<>();
        try {
            Futures.addCallback(
                    NodeServiceGrpc.newFutureStub(channels.apply(owner))
                            .withDeadlineAfter(PEER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                            .getPresence(GetPresenceRequest.newBuilder()
                                    .addAllUserIds(users)
                                    .build()),
                    new FutureCallback<GetPresenceResponse>() {
                        @Override
                        public void onSuccess(GetPresenceResponse response) {
                            metrics.lookedUp("peer", users.size());
                            answer.complete(response.getPresencesList());
                        }

                        @Override
                        public void onFailure(Throwable thrown) {
                            answer.completeExceptionally(thrown);
                        }
                    },
                    MoreExecutors.directExecutor());
        } catch (ChatException notReachable) {
            answer.completeExceptionally(notReachable);
        }
        return answer;
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    private static List<Presence> inOrder(List<Long> userIds, List<Presence> found) {
        Map<Long, Presence> byUser = new HashMap<>();
        found.forEach(presence -> byUser.put(presence.getUserId(), presence));
        return userIds.stream()
                .map(userId -> byUser.getOrDefault(userId, Presences.presence(userId, false, 0)))
                .toList();
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MAX_USERS) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "user_ids: 1 to " + MAX_USERS + " users can be asked for at once, not " + count);
        }
    }
}
