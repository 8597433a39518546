package chat.core.operator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Operators for tests. */
final class InMemoryOperatorStore implements OperatorStore {
    private final Map<String, StoredOperator> operators = new TreeMap<>();
    private final Set<String> revoked = new HashSet<>();

    synchronized void remove(String name) {
        operators.remove(name);
    }

    synchronized void put(StoredOperator operator) {
        operators.put(operator.name(), operator);
    }

    @Override
    public synchronized CompletionStage<@Nullable StoredOperator> find(String name) {
        return CompletableFuture.completedFuture(operators.get(name));
    }

    @Override
    public synchronized CompletionStage<Boolean> add(StoredOperator operator) {
        return CompletableFuture.completedFuture(operators.putIfAbsent(operator.name(), operator) == null);
    }

    @Override
    public synchronized CompletionStage<Boolean> renewHash(String name, String oldHash, String newHash) {
        StoredOperator now = operators.get(name);
        if (now == null || !now.passwordHash().equals(oldHash)) {
            return CompletableFuture.completedFuture(false);
        }
        operators.put(name, new StoredOperator(name, now.role(), newHash, now.createdAt()));
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public synchronized CompletionStage<Void> revoke(String tokenId, String name, Duration life) {
        revoked.add(tokenId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Boolean> isRevoked(String tokenId) {
        return CompletableFuture.completedFuture(revoked.contains(tokenId));
    }
}
