package chat.ctl.nodes;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.ProtoJson;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import chat.ctl.output.Times;
import chat.ctl.surroundings.Surroundings;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.ListNodesRequest;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "List every registered core node and gateway.")
final class NodesListCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (OperatorClient client = connection.open()) {
            ListNodesResponse answer = client.call(
                    ClusterServiceGrpc::newBlockingStub, stub -> stub.listNodes(ListNodesRequest.getDefaultInstance()));
            print(answer);
            if (answer.getUnownedSlots() > 0) {
                output.err()
                        .println("warning: " + answer.getUnownedSlots() + " of " + answer.getSlots()
                                + " slots have no owner: what hashes to them is not served at this moment");
            }
        }
        return ExitCode.OK.number();
    }

    private void print(ListNodesResponse answer) {
        switch (output.format()) {
            case table -> table(answer);
            case json -> {
                JsonText json = output.json();
                ProtoJson.write(json, answer);
                json.end();
            }
            case jsonl -> {
                JsonText json = output.json();
                for (Node node : answer.getNodesList()) {
                    ProtoJson.write(json, node);
                    json.end();
                }
            }
        }
    }

    private void table(ListNodesResponse answer) {
        long now = Surroundings.of(spec).clock().millis();
        Table table = new Table(
                output.out(),
                Column.text("NODE"),
                Column.text("KIND"),
                Column.text("STATE"),
                Column.text("REGION"),
                Column.text("ADDRESS"),
                Column.number("SLOTS"),
                Column.number("SESSIONS"),
                Column.number("CAPACITY"),
                Column.text("LEADER"),
                Column.number("UPTIME"),
                Column.number("SEEN"),
                Column.text("VERSION"));
        for (Node node : answer.getNodesList()) {
            boolean core = node.getKind() == NodeKind.NODE_KIND_CORE;
            table.row(
                    node.getNodeId(),
                    suffix(node.getKind().name(), "NODE_KIND_").toLowerCase(java.util.Locale.ROOT),
                    suffix(node.getState().name(), "NODE_STATE_"),
                    node.getRegion(),
                    node.getAddress(),
                    core ? node.getSlots() : "-",
                    node.getSessions(),
                    node.getCapacity(),
                    core ? node.getLeader() ? "leader" : "no" : "-",
                    age(now, node.getStartedAtMillis()),
                    age(now, node.getUpdatedAtMillis()) + " ago",
                    node.getVersion());
        }
        table.flush();
    }

    private static String age(long now, long millis) {
        return millis == 0 ? "?" : Times.duration(Duration.ofMillis(now - millis));
    }

    private static String suffix(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }
}
