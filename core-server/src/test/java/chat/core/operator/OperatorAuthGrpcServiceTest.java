package chat.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.account.TestNode;
import chat.core.audit.TestAudit;
import chat.error.v1.ErrorReason;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.GetSelfRequest;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.OperatorAuthServiceGrpc.OperatorAuthServiceBlockingStub;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OperatorAuthGrpcServiceTest {
    private final TestNode node = new TestNode(new TestNode.Database());

    @AfterEach
    void close() {
        node.close();
    }

    private OperatorAuthServiceBlockingStub auth(String token) {
        return OperatorAuthServiceGrpc.newBlockingStub(node.channel(token));
    }

    private LoginResponse login(String name, String password) {
        return auth("").login(LoginRequest.newBuilder()
                .setName(name)
                .setPassword(password)
                .build());
    }

    private String token(String name) {
        return login(name, TestOperators.PASSWORD).getToken();
    }

    private List<String> audit() {
        return TestAudit.lines(node.database.audit);
    }

    @Test
    void login_rightPassword_isAuditedAndLetsIn() {
        LoginResponse response = login("moderator", TestOperators.PASSWORD);
        assertThat(response.getOperator().getRole()).isEqualTo(OperatorRole.OPERATOR_ROLE_MODERATOR);
        assertThat(auth(response.getToken())
                        .getSelf(GetSelfRequest.getDefaultInstance())
                        .getOperator())
                .isEqualTo(response.getOperator());
        assertThat(audit()).containsExactly("moderator operator.login operator/moderator");
        assertThat(TestAudit.entries(node.database.audit).get(0).getAddress()).isEqualTo("10.0.0.1");
    }

    @Test
    void login_wrongPasswordOrName_isAuditedAndRefusedAlike() {
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("admin", "wrong"));
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("nobody", "wrong"));
        assertRefused(
                ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("a\nb\u202E" + "x".repeat(999), "wrong"));
        assertThat(audit())
                .containsExactly(
                        "admin operator.login-failed operator/admin",
                        "nobody operator.login-failed operator/nobody",
                        "a?b?" + "x".repeat(60) + " operator.login-failed operator/a?b?" + "x".repeat(60));
    }

    @Test
    void login_manyFailures_areSlowedDown() {
        for (int i = 0; i < 6; i++) {
            assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("admin", "wrong"));
        }
        assertRefused(ErrorReason.ERROR_REASON_RATE_LIMITED, () -> login("admin", TestOperators.PASSWORD));
        node.database.clock.advance(Duration.ofSeconds(1));
        assertThat(token("admin")).isNotEmpty();
    }

    @Test
    void login_auditFails_nobodyGetsIn() {
        TestAudit.fail(node.database.audit, new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "down"));
        assertRefused(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, () -> login("admin", TestOperators.PASSWORD));
        assertRefused(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, () -> login("admin", "wrong"));
    }

    @Test
    void logout_revokesThatTokenOnly() {
        String first = token("viewer");
        String second = token("viewer");
        var unused = auth(first).logout(LogoutRequest.getDefaultInstance());
        assertRefused(
                ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> auth(first).getSelf(GetSelfRequest.getDefaultInstance()));
        assertThat(auth(second)
                        .getSelf(GetSelfRequest.getDefaultInstance())
                        .getOperator()
                        .getName())
                .isEqualTo("viewer");
        assertThat(audit()).endsWith("viewer operator.logout operator/viewer");
    }

    @Test
    void anyCall_withoutAToken_isRefused() {
        assertRefused(
                ErrorReason.ERROR_REASON_TOKEN_MISSING, () -> auth("").getSelf(GetSelfRequest.getDefaultInstance()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> auth("forged")
                .getSelf(GetSelfRequest.getDefaultInstance()));
    }

    @Test
    void anyCall_roleTooLow_isRefusedAndAudited() {
        String token = token("moderator");
        assertRefused(
                ErrorReason.ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT,
                () -> list(token, ListAuditEntriesRequest.getDefaultInstance()));
        assertThat(audit())
                .endsWith("moderator operator.refused method/chat.operator.v1.AuditService/ListAuditEntries");
    }

    @Test
    void listAuditEntries_inPages_givesEveryEntryOnce_newestFirst() {
        List<Long> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            String unused = token("viewer");
            node.database.clock.advance(Duration.ofMinutes(40));
        }
        TestAudit.entries(node.database.audit).forEach(entry -> written.add(0, entry.getAuditId()));
        String admin = token("admin");
        List<Long> read = new ArrayList<>();
        String page = "";
        do {
            ListAuditEntriesResponse response = list(
                    admin,
                    ListAuditEntriesRequest.newBuilder()
                            .setDate("2026-11-24")
                            .setPageSize(3)
                            .setPageToken(page)
                            .build());
            response.getEntriesList().stream()
                    .filter(entry -> entry.getOperator().equals("viewer"))
                    .map(AuditEntry::getAuditId)
                    .forEach(read::add);
            page = response.getNextPageToken();
        } while (!page.isEmpty());
        assertThat(read).isEqualTo(written);
    }

    @Test
    void listAuditEntries_otherDateOrTamperedToken_isRefused() {
        String admin = token("admin");
        for (int i = 0; i < 3; i++) {
            String unused = token("viewer");
        }
        String page = list(
                        admin,
                        ListAuditEntriesRequest.newBuilder().setPageSize(1).build())
                .getNextPageToken();
        assertThat(page).isNotEmpty();
        assertRefused(
                ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
                () -> list(
                        admin,
                        ListAuditEntriesRequest.newBuilder()
                                .setDate("2026-11-24")
                                .setPageToken(page)
                                .build()));
        assertRefused(
                ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID,
                () -> list(
                        admin,
                        ListAuditEntriesRequest.newBuilder()
                                .setPageToken(page + "A")
                                .build()));
        assertRefused(
                ErrorReason.ERROR_REASON_FIELD_INVALID,
                () -> list(
                        admin,
                        ListAuditEntriesRequest.newBuilder()
                                .setDate("24.11.2026")
                                .build()));
        assertRefused(
                ErrorReason.ERROR_REASON_FIELD_INVALID,
                () -> list(
                        admin,
                        ListAuditEntriesRequest.newBuilder().setPageSize(201).build()));
    }

    private ListAuditEntriesResponse list(String token, ListAuditEntriesRequest request) {
        return AuditServiceGrpc.newBlockingStub(node.channel(token)).listAuditEntries(request);
    }

    private static void assertRefused(ErrorReason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(thrown ->
                        assertThat(Errors.toChatException(thrown).reason()).isEqualTo(reason));
    }
}
