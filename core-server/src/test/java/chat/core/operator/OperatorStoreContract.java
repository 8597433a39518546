package chat.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.operator.OperatorStore.StoredOperator;
import chat.operator.v1.OperatorRole;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What every store of operators must do. */
abstract class OperatorStoreContract {
    private final String name = UUID.randomUUID().toString();
    private final StoredOperator operator = new StoredOperator(
            name, OperatorRole.OPERATOR_ROLE_MODERATOR, "hash", Instant.parse("2026-11-24T10:00:00.123Z"));

    abstract OperatorStore store();

    @Test
    void add_takenName_changesNothing() {
        assertThat(join(store().find(name))).isNull();
        assertThat(join(store().add(operator))).isTrue();
        assertThat(join(store().add(
                                new StoredOperator(name, OperatorRole.OPERATOR_ROLE_ADMIN, "other", Instant.EPOCH))))
                .isFalse();
        assertThat(join(store().find(name))).isEqualTo(operator);
    }

    @Test
    void renewHash_onlyFromTheHashThatIsStored() {
        join(store().add(operator));
        assertThat(join(store().renewHash(name, "other", "new"))).isFalse();
        assertThat(join(store().renewHash(name, "hash", "new"))).isTrue();
        assertThat(join(store().find(name)).passwordHash()).isEqualTo("new");
        assertThat(join(store().renewHash("nobody-" + name, "hash", "new"))).isFalse();
        assertThat(join(store().find("nobody-" + name))).isNull();
    }

    @Test
    void isRevoked_afterRevoke() {
        assertThat(join(store().isRevoked("token-" + name))).isFalse();
        join(store().revoke("token-" + name, name, Duration.ofHours(1)));
        assertThat(join(store().isRevoked("token-" + name))).isTrue();
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
