package chat.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import chat.account.v1.Tokens;
import chat.channel.v1.AddMemberRequest;
import chat.channel.v1.CreateGroupRequest;
import chat.channel.v1.ListChannelsRequest;
import chat.channel.v1.OpenDirectRequest;
import chat.channel.v1.RemoveMemberRequest;
import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.Event;
import chat.client.v1.ServerFrame;
import chat.message.v1.ListMessagesRequest;
import chat.runtime.error.Errors;
import chat.systemtests.client.DeviceClient;
import chat.systemtests.client.HttpApi;
import chat.systemtests.client.Subprotocol;
import com.google.gson.JsonObject;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bad input on the real stack: each gets a named reason, nothing is half done, and two bystanders go on talking. */
final class BadInputIT {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private static Stack stack;
    private static Person alice;
    private static Person bob;
    private static long channelId;

    /** One account with one connected device. */
    private record Person(String name, Tokens tokens, DeviceClient device, List<Event> events) {
        long id() {
            return tokens.getUserId();
        }

        ServerFrame ask(ClientFrame.Builder frame) {
            return device.request(frame).orTimeout(20, TimeUnit.SECONDS).join();
        }

        ServerFrame send(long channel, String name, String text) {
            return device.send(channel, name, text)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.shared();
        alice = person();
        bob = person();
        channelId = direct(alice, bob);
    }

    @AfterAll
    static void stop() {
        alice.device.close();
        bob.device.close();
        LOOPS.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Whatever the test did, alice and bob kept their sockets and can talk. */
    @AfterEach
    void bystandersUntouched() {
        String name = "bystander-" + NAMES.incrementAndGet();
        assertThat(alice.send(channelId, name, name).hasAck()).isTrue();
        await().atMost(20, TimeUnit.SECONDS).until(() -> bob.events.stream()
                .anyMatch(event -> event.getMessage().getClientMessageId().equals(name)));
        assertThat(alice.device.failure()).isNull();
        assertThat(bob.device.failure()).isNull();
    }

    @Test
    void text_empty_refused() {
        assertReason("TEXT_EMPTY", alice.send(channelId, fresh(), ""));
    }

    @Test
    void text_of99999CodePoints_isKeptByteForByte() {
        String text = "\uD83D\uDE00".repeat(99_999);
        String name = fresh();
        assertThat(alice.send(channelId, name, text).hasAck()).isTrue();
        await().atMost(20, TimeUnit.SECONDS).until(() -> bob.events.stream()
                .anyMatch(event -> event.getMessage().getClientMessageId().equals(name)
                        && event.getMessage().getText().equals(text)));
    }

    @Test
    void text_of100000CodePoints_refused() {
        assertReason("TEXT_TOO_LONG", alice.send(channelId, fresh(), "a".repeat(100_000)));
    }

    @Test
    void text_withNul_refused() {
        assertReason("TEXT_INVALID", alice.send(channelId, fresh(), "a\0b"));
    }

    @Test
    void text_withLoneSurrogateInJson_refusedAndSessionGoesOn() throws Exception {
        try (RawSocket socket = hello(person())) {
            socket.text("{\"requestId\":\"1\",\"send\":{\"channelId\":\"" + channelId
                    + "\",\"clientMessageId\":\"x\",\"text\":\"\\ud800\"}}");
            assertThat(reason(socket.readJson("error"))).isEqualTo("TEXT_INVALID");
            assertAnswers(socket);
        }
    }

    @Test
    void text_ofInvalidUtf8_refusedAndSessionGoesOn() throws Exception {
        try (RawSocket socket = hello(person())) {
            byte[] frame = "{\"requestId\":\"1\",\"send\":{\"text\":\"?\"}}".getBytes(StandardCharsets.US_ASCII);
            frame[frame.length - 4] = (byte) 0xff;
            socket.frame(RawSocket.TEXT, true, frame);
            assertThat(reason(socket.readJson("error"))).isEqualTo("TEXT_INVALID");
            assertAnswers(socket);
        }
    }

    @Test
    void frame_malformed_named() throws Exception {
        assertFrameReason("not json", "FRAME_MALFORMED");
        assertFrameReason("[]", "FRAME_MALFORMED");
        assertFrameReason("{\"requestId\":\"1\",\"teleport\":{}}", "FRAME_UNKNOWN");
        assertFrameReason("{\"requestId\":\"1\"}", "FIELD_MISSING");
        assertFrameReason("{\"requestId\":\"1\",\"send\":{\"text\":\"x\"}}", "FIELD_MISSING");
    }

    @Test
    void frame_of10Megabytes_closes() throws Exception {
        try (RawSocket socket = hello(person())) {
            assertClosedWith(
                    socket,
                    () -> socket.frame(RawSocket.TEXT, true, new byte[10_000_000]),
                    CloseCode.CLOSE_CODE_FRAME_TOO_LARGE);
        }
    }

    @Test
    void frame_fragmentedAndNeverFinished_closes() throws Exception {
        try (RawSocket socket = hello(person())) {
            socket.frame(RawSocket.TEXT, false, "{\"requestId\":".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.readClose()).isEqualTo(CloseCode.CLOSE_CODE_PROTOCOL_ERROR_VALUE);
        }
    }

    @Test
    void frame_binaryOnTextProtocol_refusedAndSessionGoesOn() throws Exception {
        try (RawSocket socket = hello(person())) {
            socket.frame(RawSocket.BINARY, true, new byte[] {1, 2, 3});
            assertThat(reason(socket.readJson("error"))).isEqualTo("FRAME_KIND_WRONG");
            assertAnswers(socket);
        }
    }

    @Test
    void send_beforeHello_closes() throws Exception {
        try (RawSocket socket = RawSocket.open(stack.gateways().get(0), "chat.v1.json")) {
            socket.text("{\"requestId\":\"1\",\"listChannels\":{}}");
            assertThat(socket.readClose()).isEqualTo(CloseCode.CLOSE_CODE_NOT_AUTHENTICATED_VALUE);
        }
    }

    @Test
    void token_forged_closes() throws Exception {
        String token = alice.tokens.getAccessToken();
        int signature = token.lastIndexOf('.') + 5;
        char other = token.charAt(signature) == 'A' ? 'B' : 'A';
        assertTokenRefused(token.substring(0, signature) + other + token.substring(signature + 1), "TOKEN_INVALID");
        assertTokenRefused("nonsense", "TOKEN_INVALID");
    }

    @Test
    void token_revokedByLogout_closes() throws Exception {
        Person gone = person();
        stack.http().logout(gone.tokens.getAccessToken());
        await().atMost(20, TimeUnit.SECONDS).until(() -> gone.device.closed().isDone());
        assertThat(gone.device.closed().join()).contains(Integer.toString(CloseCode.CLOSE_CODE_LOGGED_OUT_VALUE));
        assertTokenRefused(gone.tokens.getAccessToken(), "TOKEN_REVOKED");
    }

    @Test
    void token_ofDeletedAccount_closes() throws Exception {
        Person gone = person();
        stack.http().deleteAccount(gone.tokens.getAccessToken(), password(gone.name));
        assertTokenRefused(gone.tokens.getAccessToken(), "ACCOUNT_DELETED");
    }

    @Test
    void channel_unknownOrForeign_refused() {
        assertReason("CHANNEL_NOT_FOUND", alice.send(4711, fresh(), "x"));
        Person stranger = person();
        assertReason("NOT_A_MEMBER", stranger.send(channelId, fresh(), "x"));
        assertReason(
                "NOT_A_MEMBER",
                stranger.ask(ClientFrame.newBuilder()
                        .setListMessages(ListMessagesRequest.newBuilder().setChannelId(channelId))));
        stranger.device.close();
    }

    @Test
    void group_limitsAndRoles_named() throws Exception {
        List<Long> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(signUp());
        }
        ServerFrame tooMany = alice.ask(ClientFrame.newBuilder()
                .setCreateGroup(CreateGroupRequest.newBuilder()
                        .setTitle("too many")
                        .setRequestKey(fresh())
                        .addAllUserIds(others)));
        assertReason("CHANNEL_FULL", tooMany);
        long group = alice.ask(ClientFrame.newBuilder()
                        .setCreateGroup(CreateGroupRequest.newBuilder()
                                .setTitle("full")
                                .setRequestKey(fresh())
                                .addAllUserIds(others.subList(0, 99))))
                .getCreateGroup()
                .getChannel()
                .getChannelId();
        assertThat(group).isPositive();
        assertReason("CHANNEL_FULL", add(alice, group, others.get(99)));
        assertReason("SELF_NOT_ALLOWED", add(alice, group, alice.id()));
        assertReason(
                "OWNER_CANNOT_LEAVE",
                alice.ask(ClientFrame.newBuilder()
                        .setRemoveMember(RemoveMemberRequest.newBuilder()
                                .setChannelId(group)
                                .setUserId(alice.id()))));
        assertReason(
                "SELF_NOT_ALLOWED",
                alice.ask(ClientFrame.newBuilder()
                        .setOpenDirect(OpenDirectRequest.newBuilder().setUserId(alice.id()))));
    }

    @Test
    void username_takenOrLookingAlike_refused() throws Exception {
        String name = "paypal" + NAMES.incrementAndGet();
        stack.http().signUp(name, password(name), "");
        for (String twin : List.of(name, name.toUpperCase(java.util.Locale.ROOT), name.replace('a', '\u0430'))) {
            assertThatThrownBy(() -> stack.http().signUp(twin, password(name), ""))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("USERNAME_TAKEN");
        }
        assertThatThrownBy(() -> stack.http().signUp("ab", password(name), ""))
                .hasMessageContaining("USERNAME_INVALID");
    }

    @Test
    void pageToken_foreignOrTampered_refused() {
        for (int i = 0; i < 3; i++) {
            assertThat(alice.send(channelId, fresh(), "page " + i).hasAck()).isTrue();
        }
        String token = alice.ask(ClientFrame.newBuilder()
                        .setListMessages(ListMessagesRequest.newBuilder()
                                .setChannelId(channelId)
                                .setPageSize(2)))
                .getListMessages()
                .getNextPageToken();
        assertThat(token).isNotEmpty();
        assertReason(
                "PAGE_TOKEN_INVALID",
                alice.ask(ClientFrame.newBuilder()
                        .setListChannels(ListChannelsRequest.newBuilder().setPageToken(token))));
        String tampered = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
        assertReason(
                "PAGE_TOKEN_INVALID",
                alice.ask(ClientFrame.newBuilder()
                        .setListMessages(ListMessagesRequest.newBuilder()
                                .setChannelId(channelId)
                                .setPageSize(2)
                                .setPageToken(tampered))));
    }

    @Test
    void clientMessageId_reusedWithAnotherText_refused() {
        String name = fresh();
        ServerFrame first = alice.send(channelId, name, "one");
        assertThat(alice.send(channelId, name, "one").getAck().getMessageId())
                .isEqualTo(first.getAck().getMessageId());
        assertReason("CLIENT_MESSAGE_ID_REUSED", alice.send(channelId, name, "two"));
    }

    @Test
    void cursor_fromTheFuture_refused() throws Exception {
        try (RawSocket socket = RawSocket.open(stack.gateways().get(0), "chat.v1.json")) {
            socket.text("{\"requestId\":\"1\",\"hello\":{\"accessToken\":\""
                    + person().tokens.getAccessToken() + "\",\"cursor\":\"99999999\"}}");
            assertThat(reason(socket.readJson("error"))).isEqualTo("CURSOR_INVALID");
        }
    }

    @Test
    void http_onGrpcPort_andGarbageOnGateway_endTheConnection() throws Exception {
        try (Socket socket = new Socket(
                stack.cores().get(0).getHostString(), stack.cores().get(0).getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(ends(socket)).isTrue();
        }
        URI gateway = stack.gateways().get(0);
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(ends(socket)).isTrue();
        }
    }

    @Test
    void socket_thatNeverSendsAByte_isClosed() throws Exception {
        URI gateway = stack.gateways().get(0);
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(60_000);
            assertThat(ends(socket)).isTrue();
        }
    }

    private static boolean ends(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // an answer may come before the end
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    /** The server may close, and even reset, while the client still writes. */
    private static void assertClosedWith(RawSocket socket, Act act, CloseCode code) throws IOException {
        try {
            act.run();
        } catch (java.net.SocketException closedWhileWriting) {
            assertThat(socket.ends()).isTrue();
            return;
        }
        try {
            assertThat(socket.readClose()).isIn(code.getNumber(), -1);
        } catch (java.net.SocketException reset) {
            assertThat(socket.ends()).isTrue();
        }
    }

    private static void assertTokenRefused(String token, String reason) throws IOException {
        try (RawSocket socket = RawSocket.open(stack.gateways().get(0), "chat.v1.json")) {
            socket.text("{\"requestId\":\"1\",\"hello\":{\"accessToken\":\"" + token + "\"}}");
            assertThat(reason(socket.readJson("error"))).isEqualTo(reason);
            assertThat(socket.readClose())
                    .isIn(
                            CloseCode.CLOSE_CODE_TOKEN_REJECTED_VALUE,
                            CloseCode.CLOSE_CODE_LOGGED_OUT_VALUE,
                            CloseCode.CLOSE_CODE_ACCOUNT_DELETED_VALUE);
        }
    }

    private static void assertAnswers(RawSocket socket) throws IOException {
        socket.text("{\"requestId\":\"2\",\"listChannels\":{}}");
        assertThat(socket.readJson("listChannels").get("requestId").getAsString())
                .isEqualTo("2");
    }

    private static void assertFrameReason(String frame, String reason) throws Exception {
        try (RawSocket socket = hello(person())) {
            socket.text(frame);
            assertThat(reason(socket.readJson("error"))).as(frame).isEqualTo(reason);
        }
    }

    private static void assertReason(String reason, ServerFrame answer) {
        assertThat(answer.hasError()).as("refused with " + reason).isTrue();
        assertThat(Errors.name(answer.getError().getReason())).isEqualTo(reason);
        assertThat(answer.getError().getDetail()).isNotBlank();
    }

    private static String reason(JsonObject frame) {
        return frame.getAsJsonObject("error").get("reason").getAsString().replace("ERROR_REASON_", "");
    }

    private static ServerFrame add(Person by, long group, long user) {
        return by.ask(ClientFrame.newBuilder()
                .setAddMember(AddMemberRequest.newBuilder().setChannelId(group).setUserId(user)));
    }

    private static RawSocket hello(Person person) throws IOException {
        person.device.close();
        RawSocket socket = RawSocket.open(stack.gateways().get(0), "chat.v1.json");
        socket.text("{\"requestId\":\"h\",\"hello\":{\"accessToken\":\"" + person.tokens.getAccessToken() + "\"}}");
        socket.readJson("welcome");
        return socket;
    }

    private static Person person() {
        try {
            String name = "person" + NAMES.incrementAndGet();
            HttpApi http = stack.http();
            http.signUp(name, password(name), "");
            Tokens tokens = http.login(name, password(name), "test");
            List<Event> events = new CopyOnWriteArrayList<>();
            DeviceClient device = DeviceClient.connect(
                            LOOPS,
                            stack.socket(NAMES.get() % stack.gateways().size()),
                            Subprotocol.PROTOBUF,
                            tokens.getAccessToken(),
                            null,
                            events::add)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
            return new Person(name, tokens, device, events);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static long signUp() throws IOException, InterruptedException {
        String name = "member" + NAMES.incrementAndGet();
        return stack.http().signUp(name, password(name), "");
    }

    private static long direct(Person one, Person other) {
        return one.ask(ClientFrame.newBuilder()
                        .setOpenDirect(OpenDirectRequest.newBuilder().setUserId(other.id())))
                .getOpenDirect()
                .getChannel()
                .getChannelId();
    }

    private static String password(String name) {
        return "password of " + name;
    }

    private static String fresh() {
        return "m" + NAMES.incrementAndGet();
    }
}
