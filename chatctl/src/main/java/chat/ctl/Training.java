package chat.ctl;

import chat.ctl.surroundings.SignalInterrupts;
import chat.ctl.surroundings.Surroundings;
import chat.ctl.surroundings.TerminalConsole;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.Node;
import chat.operator.v1.OperatorAuthServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * Not a command: bin/chatctl runs it once after a build, to learn which classes a command loads (class data sharing). It logs in to a server of its own and
 * lists its nodes.
 */
final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("chatctl-training");
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new AnyLogin())
                .addService(new OneNode())
                .build()
                .start();
        try {
            Surroundings surroundings = new Surroundings(
                    Map.of("CHATCTL_CONFIG", folder.toString()),
                    new ByteArrayInputStream("training\n".getBytes(StandardCharsets.UTF_8)),
                    new TerminalConsole(),
                    new SignalInterrupts(),
                    Clock.systemUTC());
            String address = "127.0.0.1:" + server.getPort();
            for (String[] command : new String[][] {
                {"login", "--server", address, "--user", "training", "--password-stdin"},
                {"version"},
                {"nodes", "list"},
                {"nodes", "list", "-o", "json"},
                {"users", "show", "nobody"},
                {"history", "show", "1", "--reason", "training"},
                {"import", "none", "--dry-run"},
                {"nodes", "--help"},
                {"--help"}
            }) {
                Main.run(surroundings, OutputStream.nullOutputStream(), OutputStream.nullOutputStream(), command);
            }
        } finally {
            server.shutdownNow();
            Files.deleteIfExists(folder.resolve("session.json"));
            Files.delete(folder);
        }
    }

    private static final class AnyLogin extends OperatorAuthServiceGrpc.OperatorAuthServiceImplBase {
        @Override
        public void login(LoginRequest request, StreamObserver<LoginResponse> replies) {
            replies.onNext(LoginResponse.newBuilder().setToken("training").build());
            replies.onCompleted();
        }
    }

    private static final class OneNode extends ClusterServiceGrpc.ClusterServiceImplBase {
        @Override
        public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> replies) {
            replies.onNext(ListNodesResponse.newBuilder()
                    .addNodes(Node.newBuilder().setNodeId("training").setStartedAtMillis(1))
                    .build());
            replies.onCompleted();
        }
    }
}
