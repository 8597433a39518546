package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.ctl.failure.ExitCode;
import chat.error.v1.ErrorReason;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import chat.operator.v1.NodeState;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NodesCommandTest {
    private final FakeOperatorServer server = new FakeOperatorServer();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    private CommandRun run() {
        return CommandRun.against(server, folder);
    }

    private void twoNodes() {
        server.nodes = ListNodesResponse.newBuilder()
                .setSlots(256)
                .setUnownedSlots(3)
                .addNodes(Node.newBuilder()
                        .setNodeId("core-1")
                        .setKind(NodeKind.NODE_KIND_CORE)
                        .setState(NodeState.NODE_STATE_SERVING)
                        .setRegion("eu")
                        .setAddress("127.0.0.1:7001")
                        .setVersion("0.1.0")
                        .setStartedAtMillis(CommandRun.NOW.toEpochMilli() - 3_720_000)
                        .setUpdatedAtMillis(CommandRun.NOW.toEpochMilli() - 1_000)
                        .setSlots(253)
                        .setSessions(1234)
                        .setCapacity(100)
                        .setLeader(true))
                .addNodes(Node.newBuilder()
                        .setNodeId("gateway-1")
                        .setKind(NodeKind.NODE_KIND_GATEWAY)
                        .setState(NodeState.NODE_STATE_DRAINING))
                .build();
    }

    @Test
    void list_table_isAligned() {
        twoNodes();
        CommandRun run = run();

        assertThat(run.execute("nodes", "list")).isZero();

        assertThat(run.out)
                .isEqualTo(
                        """
                        NODE       KIND     STATE     REGION  ADDRESS         SLOTS  SESSIONS  CAPACITY  LEADER  UPTIME    SEEN  VERSION
                        core-1     core     SERVING   eu      127.0.0.1:7001    253      1234       100  leader   1h 2m  1s ago  0.1.0
                        gateway-1  gateway  DRAINING  -       -                   -         0         0  -            ?   ? ago  -
                        """);
        assertThat(run.err).startsWith("warning: 3 of 256 slots have no owner");
    }

    @Test
    void list_jsonl_isOneNodeALineWithCanonicalNames() {
        twoNodes();
        CommandRun run = run();

        assertThat(run.execute("nodes", "list", "-o", "jsonl")).isZero();

        assertThat(run.out.lines().toList().get(0))
                .isEqualTo("{\"nodeId\":\"core-1\",\"kind\":\"NODE_KIND_CORE\",\"state\":\"NODE_STATE_SERVING\","
                        + "\"region\":\"eu\",\"address\":\"127.0.0.1:7001\",\"version\":\"0.1.0\","
                        + "\"startedAtMillis\":\"1795510680000\",\"startedAt\":\"2026-11-24T08:58:00Z\","
                        + "\"slots\":253,\"sessions\":1234,\"capacity\":100,\"leader\":true,"
                        + "\"updatedAtMillis\":\"1795514399000\",\"updatedAt\":\"2026-11-24T09:59:59Z\"}");
        assertThat(run.out.lines()).hasSize(2);
    }

    @Test
    void list_json_isOneDocument() {
        CommandRun run = run();

        assertThat(run.execute("nodes", "list", "-o", "json")).isZero();

        assertThat(run.out)
                .isEqualTo(
                        """
                        {
                          "nodes": [],
                          "slots": 0,
                          "unownedSlots": 0
                        }
                        """);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorReason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNRECOGNIZED", "ERROR_REASON_UNSPECIFIED"})
    void list_anyReason_hasItsExitCodeAndSaysWhatToDo(ErrorReason reason) {
        server.failure = new ChatException(reason, "what happened");
        CommandRun run = run();

        int code = run.execute("nodes", "list");

        assertThat(code).isEqualTo(ExitCode.of(Errors.code(reason)).number()).isNotEqualTo(ExitCode.OK.number());
        assertThat(run.out).isEmpty();
        assertThat(run.err).startsWith("chatctl: ").contains("\n  next: ");
    }

    @Test
    void list_noServer_isUnavailable() throws IOException {
        CommandRun run = run();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run.environment.put("CHATCTL_SERVER", "127.0.0.1:" + taken.getLocalPort());
        }

        assertThat(run.execute("nodes", "list")).isEqualTo(7);

        assertThat(run.err).contains("cannot reach 127.0.0.1:").contains("Connection refused");
    }

    @Test
    void list_firstServerGone_usesTheSecond() throws IOException {
        CommandRun run = run();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run.environment.put("CHATCTL_SERVER", "127.0.0.1:" + taken.getLocalPort() + "," + server.address());
        }

        assertThat(run.execute("nodes", "list")).isZero();
    }

    @Test
    void list_serverThatNeverAnswers_isUnavailableAfterTheTimeout() throws IOException {
        CommandRun run = run();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            run.environment.put("CHATCTL_SERVER", "127.0.0.1:" + silent.getLocalPort());

            assertThat(run.execute("nodes", "list", "--timeout", "300ms")).isEqualTo(7);
        }
        assertThat(run.err).contains("no answer").contains("--timeout");
    }

    @Test
    void list_readerGone_exitsQuietly() {
        CommandRun run = run();

        assertThat(run.execute(failing("Broken pipe"), "nodes", "list", "-o", "json"))
                .isZero();

        assertThat(run.err).isEmpty();
    }

    @Test
    void list_diskFull_isNoSuccess() {
        CommandRun run = run();

        assertThat(run.execute(failing("No space left on device"), "nodes", "list", "-o", "json"))
                .isEqualTo(1);

        assertThat(run.err).contains("cannot write: No space left on device");
    }

    private static Writer failing(String why) {
        return new LoudWriter(new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException(why);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Test
    void usage_wrongArguments_isTwoOnStderr() {
        CommandRun run = run();

        for (String[] wrong : new String[][] {
            {},
            {"nodes"},
            {"nodes", "lost"},
            {"nodes", "list", "-o", "yaml"},
            {"nodes", "list", "--timeout", "soon"},
            {"nodes", "list", "--server", "nonsense"},
            {"nodes", "list", "--server", "host:70000"},
            {"nodes", "list", "--cert", "cert.pem"},
            {"audit", "list", "--date", "yesterday"},
        }) {
            assertThat(run.execute(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.out).isEmpty();
            assertThat(run.err).startsWith("chatctl: ");
        }
    }

    @Test
    void help_everyCommand_isOnStdout() {
        for (String command : new String[] {
            "login",
            "logout",
            "whoami",
            "nodes list",
            "users show",
            "history show",
            "audit list",
            "import",
            "completion",
            "version",
            "shell"
        }) {
            CommandRun run = run();
            assertThat(run.execute((command + " --help").split(" "))).isZero();
            assertThat(run.out).contains("Usage: chatctl " + command);
            assertThat(run.err).isEmpty();
        }
    }
}
