package chat.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import chat.account.v1.ChangePasswordRequest;
import chat.account.v1.DeleteAccountRequest;
import chat.account.v1.Device;
import chat.account.v1.GetProfileRequest;
import chat.account.v1.ListDevicesRequest;
import chat.account.v1.LoginRequest;
import chat.account.v1.LoginResponse;
import chat.account.v1.LogoutRequest;
import chat.account.v1.Profile;
import chat.account.v1.RefreshRequest;
import chat.account.v1.RevokeDeviceRequest;
import chat.account.v1.SignUpRequest;
import chat.account.v1.Tokens;
import chat.account.v1.UpdateProfileRequest;
import chat.core.password.Argon2Cost;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AccountGrpcServiceTest {
    private static final String PASSWORD = "correct horse";

    private final TestNode.Database database = new TestNode.Database();
    private final TestNode node = new TestNode(database);

    @AfterEach
    void close() {
        node.close();
    }

    private AccountServiceBlockingStub as(String token) {
        return AccountServiceGrpc.newBlockingStub(node.channel(token));
    }

    private Profile signUp(String username) {
        return as("").signUp(SignUpRequest.newBuilder()
                        .setUsername(username)
                        .setPassword(PASSWORD)
                        .setDisplayName("Some One")
                        .build())
                .getProfile();
    }

    private LoginResponse login(String username, String password, long deviceId) {
        return as("").login(LoginRequest.newBuilder()
                .setUsername(username)
                .setPassword(password)
                .setDeviceId(deviceId)
                .setDeviceName("phone")
                .build());
    }

    private Tokens login(String username) {
        return login(username, PASSWORD, 0).getTokens();
    }

    private Tokens refresh(String token) {
        return refresh(node, token);
    }

    private static Tokens refresh(TestNode node, String token) {
        return AccountServiceGrpc.newBlockingStub(node.channel(""))
                .refresh(RefreshRequest.newBuilder().setRefreshToken(token).build())
                .getTokens();
    }

    private List<Device> devices(String token) {
        return as(token).listDevices(ListDevicesRequest.getDefaultInstance()).getDevicesList();
    }

    private static void assertRefused(ErrorReason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .satisfies(thrown ->
                        assertThat(Errors.toChatException(thrown).reason()).isEqualTo(reason));
    }

    @Test
    void signUp_thenLogin_letsIn() {
        Profile profile = signUp("Ann.B");
        assertThat(profile.getUsername()).isEqualTo("ann.b");
        assertThat(profile.getDisplayName()).isEqualTo("Some One");
        LoginResponse response = login("ANN.B", PASSWORD, 0);
        assertThat(response.getProfile()).isEqualTo(profile);
        Tokens tokens = response.getTokens();
        assertThat(tokens.getUserId()).isEqualTo(profile.getUserId());
        assertThat(tokens.getAccessTokenExpiresAtMillis())
                .isEqualTo(database.clock.millis() + Duration.ofMinutes(15).toMillis());
        assertThat(devices(tokens.getAccessToken()))
                .extracting(Device::getDeviceId, Device::getName)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(tokens.getDeviceId(), "phone"));
    }

    @Test
    void signUp_takenOrLookAlikeName_isTaken_andLeavesNothing() {
        signUp("paypal");
        for (String name : List.of("paypal", "PayPal", "раураӏ", "ｐａｙｐａｌ", "paypa1")) {
            assertRefused(ErrorReason.ERROR_REASON_USERNAME_TAKEN, () -> signUp(name));
        }
        assertThat(database.accounts.accountCount()).isEqualTo(1);
        assertThat(login("раураӏ", PASSWORD, 0).getProfile().getUsername()).isEqualTo("paypal");
    }

    @Test
    void signUp_manyAtOnce_oneGetsTheName() {
        List<CompletableFuture<Boolean>> attempts = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> signUp(i % 2 == 0 ? "scope" : "ѕсоре"))
                        .handle((profile, thrown) -> thrown == null))
                .toList();
        assertThat(attempts.stream().map(CompletableFuture::join).filter(won -> won))
                .hasSize(1);
        assertThat(database.accounts.accountCount()).isEqualTo(1);
    }

    @Test
    void signUp_diesBetweenAccountAndName_theNameStaysFree() {
        database.accounts.failNextClaim(new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "down"));
        assertRefused(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, () -> signUp("ann"));
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("ann"));
        Profile profile = signUp("ann");
        assertThat(login("ann").getUserId()).isEqualTo(profile.getUserId());
    }

    @Test
    void signUp_badInput_hasItsReason() {
        SignUpRequest good = SignUpRequest.newBuilder()
                .setUsername("ann")
                .setPassword(PASSWORD)
                .build();
        assertRefused(ErrorReason.ERROR_REASON_USERNAME_INVALID, () -> as("").signUp(
                        good.toBuilder().setUsername("a\u200Bnn").build()));
        assertRefused(ErrorReason.ERROR_REASON_PASSWORD_INVALID, () -> as("").signUp(
                        good.toBuilder().setPassword("short").build()));
        assertRefused(ErrorReason.ERROR_REASON_FIELD_INVALID, () -> as("").signUp(
                        good.toBuilder().setDisplayName("a".repeat(101)).build()));
        assertRefused(ErrorReason.ERROR_REASON_FIELD_INVALID, () -> as("").signUp(
                        good.toBuilder().setDisplayName("a\u202Eb").build()));
        assertThat(database.accounts.accountCount()).isZero();
    }

    @Test
    void login_wrongPasswordAndUnknownName_areRefusedAlike() {
        signUp("ann");
        ChatException wrong = refusal(() -> login("ann", "wrong horse", 0));
        ChatException unknown = refusal(() -> login("nobody", "wrong horse", 0));
        ChatException impossible = refusal(() -> login("no body!", "wrong horse", 0));
        assertThat(wrong.reason()).isEqualTo(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID);
        assertThat(unknown.reason()).isEqualTo(wrong.reason());
        assertThat(unknown.detail()).isEqualTo(wrong.detail());
        assertThat(impossible.detail()).isEqualTo(wrong.detail());
    }

    @Test
    void login_manyFailures_areSlowedDown_whetherTheNameExistsOrNot() {
        signUp("ann");
        for (String name : List.of("ann", "nobody", "not a name")) {
            for (int i = 0; i < 6; i++) {
                assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login(name, "wrong horse", 0));
            }
            ChatException limited = refusal(() -> login(name, PASSWORD, 0));
            assertThat(limited.reason()).isEqualTo(ErrorReason.ERROR_REASON_RATE_LIMITED);
            assertThat(limited.metadata()).containsKey("retry_after_millis");
        }
        assertRefused(ErrorReason.ERROR_REASON_RATE_LIMITED, () -> login("ANN", PASSWORD, 0));
        database.clock.advance(Duration.ofSeconds(1));
        assertThat(login("ann").getUserId()).isPositive();
    }

    @Test
    void login_costRaised_hashIsRenewed() {
        signUp("ann");
        try (TestNode raised = new TestNode(database, new Argon2Cost(128, 2, 1))) {
            LoginRequest request = LoginRequest.newBuilder()
                    .setUsername("ann")
                    .setPassword(PASSWORD)
                    .build();
            AccountServiceBlockingStub stub = AccountServiceGrpc.newBlockingStub(raised.channel());
            for (int i = 0; i < 2; i++) {
                long user = stub.login(request).getTokens().getUserId();
                assertThat(database.accounts
                                .find(user)
                                .toCompletableFuture()
                                .join()
                                .passwordHash())
                        .contains("m=128,t=2");
            }
        }
    }

    @Test
    void login_sameDevice_voidsItsEarlierRefreshTokens() {
        signUp("ann");
        Tokens first = login("ann");
        Tokens again = login("ann", PASSWORD, first.getDeviceId()).getTokens();
        assertThat(again.getDeviceId()).isEqualTo(first.getDeviceId());
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> refresh(first.getRefreshToken()));
        assertThat(refresh(again.getRefreshToken()).getDeviceId()).isEqualTo(first.getDeviceId());
    }

    @Test
    void login_deviceOfAnother_isNotFound() {
        signUp("ann");
        signUp("bob");
        long device = login("bob").getDeviceId();
        assertRefused(ErrorReason.ERROR_REASON_DEVICE_NOT_FOUND, () -> login("ann", PASSWORD, device));
    }

    @Test
    void login_beyondTheMostDevices_logsTheOneOutThatWasNotSeenTheLongest() {
        signUp("ann");
        Tokens oldest = login("ann");
        Tokens second = null;
        for (int i = 1; i < Devices.MAX_DEVICES; i++) {
            database.clock.advance(Duration.ofSeconds(1));
            Tokens tokens = login("ann");
            second = second == null ? tokens : second;
        }
        Tokens kept = refresh(oldest.getRefreshToken()); // seen just now
        Tokens last = login("ann");
        assertThat(devices(last.getAccessToken())).hasSize(Devices.MAX_DEVICES);
        String dropped = second.getRefreshToken();
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> refresh(dropped));
        assertThat(refresh(kept.getRefreshToken()).getDeviceId()).isEqualTo(oldest.getDeviceId());
        assertThat(node.closed)
                .containsExactly(second.getUserId() + "/" + second.getDeviceId() + " CLOSE_CODE_LOGGED_OUT");
    }

    @Test
    void refresh_eachTokenOnce_andALateRepeatLogsTheDeviceOut() {
        signUp("ann");
        Tokens first = login("ann");
        Tokens second = refresh(first.getRefreshToken());
        database.clock.advance(Duration.ofSeconds(31));
        assertRefused(ErrorReason.ERROR_REASON_REFRESH_TOKEN_REUSED, () -> refresh(first.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> refresh(second.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> devices(second.getAccessToken()));
        assertThat(node.closed)
                .containsExactly(first.getUserId() + "/" + first.getDeviceId() + " CLOSE_CODE_LOGGED_OUT");
    }

    @Test
    void refresh_answerWasLost_aRepeatGetsTheSameSuccessor() {
        signUp("ann");
        Tokens first = login("ann");
        Tokens lost = refresh(first.getRefreshToken());
        database.clock.advance(Duration.ofSeconds(29));
        Tokens second = refresh(first.getRefreshToken());
        assertThat(second.getRefreshToken()).isEqualTo(lost.getRefreshToken());
        Tokens third = refresh(second.getRefreshToken());
        assertThat(devices(third.getAccessToken())).hasSize(1);
    }

    @Test
    void refresh_tokenBeforeLast_logsTheDeviceOut_evenWithinTheGrace() {
        signUp("ann");
        Tokens first = login("ann");
        Tokens second = refresh(first.getRefreshToken());
        Tokens third = refresh(second.getRefreshToken());
        assertRefused(ErrorReason.ERROR_REASON_REFRESH_TOKEN_REUSED, () -> refresh(first.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> refresh(third.getRefreshToken()));
    }

    @Test
    void refresh_onTwoNodesAtOnce_givesOneSuccessor() {
        signUp("ann");
        try (TestNode other = new TestNode(database)) {
            String token = login("ann").getRefreshToken();
            for (int round = 0; round < 10; round++) {
                String used = token;
                List<CompletableFuture<String>> answers = IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> refresh(i % 2 == 0 ? node : other, used).getRefreshToken()))
                        .toList();
                List<String> successors =
                        answers.stream().map(CompletableFuture::join).distinct().toList();
                assertThat(successors).hasSize(1);
                token = successors.get(0);
            }
            database.clock.advance(Duration.ofMinutes(1));
            assertThat(refresh(other, token).getDeviceId()).isPositive();
        }
    }

    @Test
    void refresh_madeUpToken_logsNobodyOut() {
        signUp("ann");
        Tokens tokens = login("ann");
        String text = tokens.getRefreshToken();
        for (int i = 0; i < text.length() - 1; i += 7) {
            StringBuilder forged = new StringBuilder(text);
            forged.setCharAt(i, forged.charAt(i) == 'A' ? 'B' : 'A');
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> refresh(forged.toString()));
        }
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_MISSING, () -> refresh(""));
        assertThat(refresh(text).getDeviceId()).isEqualTo(tokens.getDeviceId());
    }

    @Test
    void refresh_afterItsEnd_isExpired() {
        signUp("ann");
        Tokens tokens = login("ann");
        database.clock.advance(Duration.ofDays(60));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, () -> refresh(tokens.getRefreshToken()));
    }

    @Test
    void accessToken_asRefreshToken_andTheReverse_areInvalid() {
        signUp("ann");
        Tokens tokens = login("ann");
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> refresh(tokens.getAccessToken()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> devices(tokens.getRefreshToken()));
    }

    @Test
    void logout_endsTheDevice_andOnlyThat() {
        signUp("ann");
        Tokens first = login("ann");
        Tokens second = login("ann");
        var unused = as(first.getAccessToken()).logout(LogoutRequest.getDefaultInstance());
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> devices(first.getAccessToken()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> refresh(first.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_DEVICE_NOT_FOUND, () -> login("ann", PASSWORD, first.getDeviceId()));
        assertThat(devices(second.getAccessToken())).hasSize(1);
        assertThat(node.closed)
                .containsExactly(first.getUserId() + "/" + first.getDeviceId() + " CLOSE_CODE_LOGGED_OUT");
    }

    @Test
    void revokeDevice_ofOneself_isLoggedOut_ofAnotherUser_isNotFound() {
        signUp("ann");
        signUp("bob");
        Tokens ann = login("ann");
        Tokens lost = login("ann");
        Tokens bob = login("bob");
        RevokeDeviceRequest request =
                RevokeDeviceRequest.newBuilder().setDeviceId(lost.getDeviceId()).build();
        assertRefused(ErrorReason.ERROR_REASON_DEVICE_NOT_FOUND, () -> as(bob.getAccessToken())
                .revokeDevice(request));
        assertThat(devices(lost.getAccessToken())).hasSize(2);
        var unused = as(ann.getAccessToken()).revokeDevice(request);
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> devices(lost.getAccessToken()));
        assertRefused(ErrorReason.ERROR_REASON_DEVICE_NOT_FOUND, () -> as(ann.getAccessToken())
                .revokeDevice(request));
    }

    @Test
    void changePassword_logsTheOthersOut() {
        signUp("ann");
        Tokens kept = login("ann");
        Tokens other = login("ann");
        ChangePasswordRequest request = ChangePasswordRequest.newBuilder()
                .setOldPassword(PASSWORD)
                .setNewPassword("another horse")
                .build();
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> as(kept.getAccessToken())
                .changePassword(
                        request.toBuilder().setOldPassword("wrong horse").build()));
        assertRefused(ErrorReason.ERROR_REASON_PASSWORD_INVALID, () -> as(kept.getAccessToken())
                .changePassword(request.toBuilder().setNewPassword("short").build()));
        assertThat(devices(other.getAccessToken())).hasSize(2);
        var unused = as(kept.getAccessToken()).changePassword(request);
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_REVOKED, () -> devices(other.getAccessToken()));
        assertThat(devices(kept.getAccessToken())).hasSize(1);
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("ann"));
        assertThat(login("ann", "another horse", 0).getTokens().getUserId()).isEqualTo(kept.getUserId());
        assertThat(node.closed)
                .containsExactly(kept.getUserId() + "/all but " + kept.getDeviceId() + " CLOSE_CODE_LOGGED_OUT");
    }

    @Test
    void changePassword_guessingWithAStolenToken_isSlowedDown() {
        signUp("ann");
        Tokens stolen = login("ann");
        ChangePasswordRequest guess = ChangePasswordRequest.newBuilder()
                .setOldPassword("wrong horse")
                .setNewPassword("another horse")
                .build();
        for (int i = 0; i < 6; i++) {
            assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> as(stolen.getAccessToken())
                    .changePassword(guess));
        }
        assertRefused(ErrorReason.ERROR_REASON_RATE_LIMITED, () -> as(stolen.getAccessToken())
                .changePassword(guess));
    }

    @Test
    void deleteAccount_endsEverything_andTheNameStaysTaken() {
        Profile profile = signUp("ann");
        signUp("bob");
        Tokens ann = login("ann");
        Tokens bob = login("bob");
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> as(ann.getAccessToken())
                .deleteAccount(DeleteAccountRequest.newBuilder()
                        .setPassword("wrong horse")
                        .build()));
        var unused = as(ann.getAccessToken())
                .deleteAccount(
                        DeleteAccountRequest.newBuilder().setPassword(PASSWORD).build());
        assertRefused(ErrorReason.ERROR_REASON_ACCOUNT_DELETED, () -> devices(ann.getAccessToken()));
        assertRefused(ErrorReason.ERROR_REASON_ACCOUNT_DELETED, () -> refresh(ann.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, () -> login("ann"));
        assertRefused(ErrorReason.ERROR_REASON_USERNAME_TAKEN, () -> signUp("ann"));
        Profile seen = as(bob.getAccessToken())
                .getProfile(GetProfileRequest.newBuilder()
                        .setUserId(profile.getUserId())
                        .build())
                .getProfile();
        assertThat(seen.getUsername()).isEqualTo("ann");
        assertThat(seen.getDisplayName()).isEmpty();
        assertThat(node.closed).containsExactly(profile.getUserId() + "/all but 0 CLOSE_CODE_ACCOUNT_DELETED");
    }

    @Test
    void profile_byIdAndName_andChanged() {
        Profile profile = signUp("ann");
        String token = login("ann").getAccessToken();
        Profile updated = as(token)
                .updateProfile(UpdateProfileRequest.newBuilder()
                        .setDisplayName("Ann 😀")
                        .build())
                .getProfile();
        assertThat(updated.getDisplayName()).isEqualTo("Ann 😀");
        for (GetProfileRequest request : List.of(
                GetProfileRequest.newBuilder().setUserId(profile.getUserId()).build(),
                GetProfileRequest.newBuilder().setUsername("Ａnn").build())) {
            assertThat(as(token).getProfile(request).getProfile()).isEqualTo(updated);
        }
        assertRefused(ErrorReason.ERROR_REASON_USER_NOT_FOUND, () -> as(token)
                .getProfile(GetProfileRequest.newBuilder().setUserId(1).build()));
        assertRefused(ErrorReason.ERROR_REASON_USER_NOT_FOUND, () -> as(token)
                .getProfile(GetProfileRequest.newBuilder().setUsername("!").build()));
        assertRefused(ErrorReason.ERROR_REASON_FIELD_MISSING, () -> as(token)
                .getProfile(GetProfileRequest.getDefaultInstance()));
        assertRefused(ErrorReason.ERROR_REASON_FIELD_INVALID, () -> as(token)
                .updateProfile(
                        UpdateProfileRequest.newBuilder().setDisplayName("a\nb").build()));
    }

    @Test
    void anyCall_tokenMissingExpiredOrForged_isRefused() {
        signUp("ann");
        String token = login("ann").getAccessToken();
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_MISSING, () -> devices(""));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, () -> devices("forged"));
        assertRefused(
                ErrorReason.ERROR_REASON_TOKEN_INVALID,
                () -> devices(token.substring(0, token.length() - 9) + "AAAAAAAAA"));
        database.clock.advance(Duration.ofMinutes(15));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, () -> devices(token));
    }

    @Test
    void nobodyOwnsTheSlot_callsThatEndSessionsAreRefused() {
        signUp("ann");
        Tokens tokens = login("ann");
        node.slots.lose();
        assertRefused(ErrorReason.ERROR_REASON_NO_OWNER, () -> refresh(tokens.getRefreshToken()));
        assertRefused(ErrorReason.ERROR_REASON_NO_OWNER, () -> login("nobody"));
        assertThat(devices(tokens.getAccessToken())).hasSize(1);
    }

    private static ChatException refusal(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException thrown) {
            return Errors.toChatException(thrown);
        }
        throw new AssertionError("was not refused");
    }
}
