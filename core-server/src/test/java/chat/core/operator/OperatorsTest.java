package chat.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.account.TestNode;
import chat.core.audit.Audit;
import chat.core.operator.OperatorStore.StoredOperator;
import chat.core.password.LoginThrottle;
import chat.error.v1.ErrorReason;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.Errors;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperatorsTest {
    private final TestNode node = new TestNode(new TestNode.Database());
    private final InMemoryOperatorStore store = new InMemoryOperatorStore();
    private final Audit audit = node.database.audit.audit();
    private final Operators operators = new Operators(
            store,
            node.tokens.accessTokens(),
            Duration.ofHours(8),
            node.passwords,
            new LoginThrottle(node.database.clock),
            audit,
            node.database.clock);
    private final OperatorVerifier verifier = new OperatorTokenVerifier(node.tokens.accessTokens(), store);

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void bootstrap_createsAnAdmin_onlyOnce() {
        operators.bootstrap(new OperatorConfig("root", "first password"));
        operators.bootstrap(new OperatorConfig("root", "second password"));
        LoginResponse response = join(operators.login("root", "first password", "10.0.0.1"));
        assertThat(response.getOperator().getRole()).isEqualTo(OperatorRole.OPERATOR_ROLE_ADMIN);
        assertRefused(
                ErrorReason.ERROR_REASON_CREDENTIALS_INVALID,
                () -> join(operators.login("root", "second password", "10.0.0.1")));
    }

    @Test
    void bootstrap_withoutAPassword_createsNobody() {
        operators.bootstrap(new OperatorConfig("root", null));
        assertThat(join(store.find("root"))).isNull();
        assertThat(new OperatorConfig("root", "first password").toString()).doesNotContain("first");
        assertThatThrownBy(() -> new OperatorConfig("Root User", null)).hasMessageContaining("bootstrap-name");
        assertThatThrownBy(() -> new OperatorConfig("root", "s3cret!"))
                .hasMessageContaining("bootstrap-password")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void verify_roleChanged_countsAtOnce() {
        operators.bootstrap(new OperatorConfig("root", "first password"));
        String token = join(operators.login("root", "first password", "")).getToken();
        StoredOperator root = join(store.find("root"));
        store.put(new StoredOperator("root", OperatorRole.OPERATOR_ROLE_VIEWER, root.passwordHash(), root.createdAt()));
        assertThat(join(verifier.verify(token)).role()).isEqualTo(OperatorRole.OPERATOR_ROLE_VIEWER);
        store.remove("root");
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> join(verifier.verify(token)));
    }

    @Test
    void verify_atItsEnd_isExpired() {
        operators.bootstrap(new OperatorConfig("root", "first password"));
        String token = join(operators.login("root", "first password", "")).getToken();
        node.database.clock.advance(Duration.ofHours(8));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, () -> join(verifier.verify(token)));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void assertRefused(ErrorReason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(thrown ->
                        assertThat(Errors.toChatException(thrown).reason()).isEqualTo(reason));
    }
}
