package chat.core.operator;

import chat.core.audit.Audit;
import chat.core.operator.OperatorStore.StoredOperator;
import chat.core.password.Passwords;
import chat.core.token.TokenFeature;
import chat.operator.v1.OperatorRole;
import java.time.Clock;

/** Operators in memory, for tests: {@code viewer}, {@code moderator} and {@code admin}, all with {@value #PASSWORD}. */
public final class TestOperators {
    public static final String PASSWORD = "operator password";

    private TestOperators() {}

    public static OperatorFeature create(TokenFeature tokens, Passwords passwords, Audit audit, Clock clock) {
        InMemoryOperatorStore store = new InMemoryOperatorStore();
        String hash = passwords.hash(PASSWORD).toCompletableFuture().join();
        store.put(new StoredOperator("viewer", OperatorRole.OPERATOR_ROLE_VIEWER, hash, clock.instant()));
        store.put(new StoredOperator("moderator", OperatorRole.OPERATOR_ROLE_MODERATOR, hash, clock.instant()));
        store.put(new StoredOperator("admin", OperatorRole.OPERATOR_ROLE_ADMIN, hash, clock.instant()));
        return new OperatorFeature(store, tokens, passwords, audit, clock);
    }
}
