package chat.ctl;

import chat.ctl.surroundings.SignalInterrupts;
import chat.ctl.surroundings.Surroundings;
import chat.ctl.surroundings.TerminalConsole;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;

/**
 * Not a command: bin/chatctl runs it once after a build, to learn which classes a command loads (class data sharing). It lists the nodes of a
 * server of its own.
 */
final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new ClusterServiceGrpc.ClusterServiceImplBase() {
                    @Override
                    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> replies) {
                        replies.onNext(ListNodesResponse.newBuilder()
                                .addNodes(Node.newBuilder()
                                        .setNodeId("training")
                                        .setStartedAtMillis(1)
                                        .build())
                                .build());
                        replies.onCompleted();
                    }
                })
                .build()
                .start();
        try {
            Surroundings surroundings = new Surroundings(
                    Map.of("CHATCTL_SERVER", "127.0.0.1:" + server.getPort(), "CHATCTL_TOKEN", "training"),
                    InputStream.nullInputStream(),
                    new TerminalConsole(),
                    new SignalInterrupts(),
                    Clock.systemUTC());
            for (String[] command : new String[][] {
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
        }
    }
}
