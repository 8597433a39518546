package chat.console.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.console.config.CoreAddress;
import chat.console.fake.FakeCore;
import chat.console.fake.FakeOperators;
import chat.error.v1.ErrorReason;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoresTest {
    private static final Caller CALLER = Caller.anonymous("203.0.113.9", "request-1");

    private final FakeCore first = FakeCore.start(0);
    private final FakeCore second = FakeCore.start(0);
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private Cores cores(Optional<String> secret, String... addresses) {
        return new Cores(
                Arrays.stream(addresses)
                        .map(address -> new CoreChannel(
                                CoreAddress.parse(address),
                                NettyChannelBuilder.forTarget("dns:///" + address)
                                        .usePlaintext()
                                        .build(),
                                secret,
                                nanos::get))
                        .toList(),
                Duration.ofSeconds(5));
    }

    private static LoginResponse login(Cores cores) {
        LoginRequest request = LoginRequest.newBuilder()
                .setName("ada")
                .setPassword(FakeOperators.PASSWORD)
                .build();
        return cores.call(CALLER, channel -> OperatorAuthServiceGrpc.newBlockingStub(channel)
                .login(request));
    }

    private static String unusedAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void calls_goRound() {
        try (Cores cores = cores(Optional.empty(), first.address(), second.address())) {
            login(cores);
            login(cores);
        }
        assertThat(first.calls("Login")).hasSize(1);
        assertThat(second.calls("Login")).hasSize(1);
    }

    @Test
    void coreGone_nextOneAnswersAndTheGoneOneIsPassedOver() throws Exception {
        try (Cores cores = cores(Optional.empty(), unusedAddress(), second.address())) {
            for (int i = 0; i < 4; i++) {
                assertThat(login(cores).getOperator().getName()).isEqualTo("ada");
            }
        }
        assertThat(second.calls("Login")).hasSize(4);
    }

    @Test
    void allGone_namesEveryCoreTried() throws Exception {
        String one = unusedAddress();
        try (Cores cores = cores(Optional.empty(), one)) {
            assertThatThrownBy(() -> login(cores)).isInstanceOfSatisfying(ChatException.class, failure -> {
                assertThat(failure.reason()).isEqualTo(ErrorReason.ERROR_REASON_CORE_UNREACHABLE);
                assertThat(failure.detail()).contains(one);
            });
        }
    }

    @Test
    void refusal_isNotTriedElsewhere() {
        first.fail("Login", ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "no");
        second.fail("Login", ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "no");
        try (Cores cores = cores(Optional.empty(), first.address(), second.address())) {
            assertThatThrownBy(() -> login(cores)).isInstanceOf(ChatException.class);
        }
        assertThat(first.calls("Login").size() + second.calls("Login").size()).isEqualTo(1);
    }

    @Test
    void withoutClusterSecret_noClientAddressIsClaimed() {
        try (Cores cores = cores(Optional.empty(), first.address())) {
            login(cores);
        }
        assertThat(first.lastCall("Login").header("x-chat-client-address")).isNull();
        assertThat(first.lastCall("Login").header("x-request-id")).isEqualTo("request-1");
    }

    @Test
    void caller_hidesItsToken() {
        assertThat(new Caller("token-1", "ada", OperatorRole.OPERATOR_ROLE_ADMIN, "::1", "r").toString())
                .doesNotContain("token-1")
                .contains("ada", "ADMIN");
    }
}
