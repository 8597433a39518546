package chat.core.operator;

import chat.operator.v1.OperatorRole;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps operators and the tokens that were revoked before their time. */
interface OperatorStore {
    /** An operator with the secret. */
    record StoredOperator(String name, OperatorRole role, String passwordHash, Instant createdAt) {
        @Override
        public String toString() {
            return "StoredOperator[" + name + " " + role + "]";
        }
    }

    /** An operator, or null. */
    CompletionStage<@Nullable StoredOperator> find(String name);

    /** Adds an operator if the name is free; completes with whether it was. */
    CompletionStage<Boolean> add(StoredOperator operator);

    /** Stores the same password's hash at another cost, unless it was changed meanwhile; completes with whether it was stored. */
    CompletionStage<Boolean> renewHash(String name, String oldHash, String newHash);

    /** Revokes a token for as long as it would have lived. */
    CompletionStage<Void> revoke(String tokenId, String name, Duration life);

    CompletionStage<Boolean> isRevoked(String tokenId);
}
