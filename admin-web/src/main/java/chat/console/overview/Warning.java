package chat.console.overview;

import chat.console.page.Times;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.Node;
import chat.operator.v1.NodeKind;
import chat.operator.v1.NodeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that is wrong with the cluster, or is under way in it.
 *
 * @param tone of Bootstrap: {@code danger} when users are affected, {@code warning} when they may be soon, {@code info} when it is meant to be
 * @param title what
 * @param text what it means and what to do
 */
record Warning(String tone, String title, String text) {
    /** Registrations are refreshed every few seconds, and vanish when a node's ZooKeeper session (10 s) ends. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final int FULL_PERCENT = 90;

    static List<Warning> of(ListNodesResponse response, Instant now) {
        List<Node> cores = ofKind(response, NodeKind.NODE_KIND_CORE);
        List<Node> gateways = ofKind(response, NodeKind.NODE_KIND_GATEWAY);
        List<Warning> warnings = new ArrayList<>();
        if (response.getUnownedSlots() > 0) {
            warnings.add(
                    new Warning(
                            "danger",
                            response.getUnownedSlots() + " of " + response.getSlots() + " slots have no owner",
                            "Sends to their channels and users wait or fail. After a crash this lasts some 15 seconds; if it stays, see the leader's log."));
        }
        if (cores.stream().noneMatch(Node::getLeader)) {
            warnings.add(
                    new Warning(
                            "danger",
                            "No core node leads",
                            "Slots of a node that dies now would not be given to another. Check the cores' connection to ZooKeeper."));
        }
        if (gateways.stream().noneMatch(Warning::serving)) {
            warnings.add(new Warning("danger", "No gateway serves", "Nobody can connect or log in. Start a gateway."));
        }
        addIfAny(
                warnings,
                "warning",
                silentOnes(response, now),
                "no sign of life for " + Times.span(SILENCE) + " or more",
                "Paused or cut off from ZooKeeper; or a clock is wrong, there or here.");
        addIfAny(
                warnings,
                "warning",
                full(gateways),
                "took " + FULL_PERCENT + " % of its sessions or more",
                "New connections go to the others while there is room. Start another gateway.");
        addIfAny(
                warnings,
                "info",
                inState(response, NodeState.NODE_STATE_DRAINING),
                "draining",
                "Its work is moving to the others. Do not stop it before it is DRAINED.");
        addIfAny(warnings, "info", inState(response, NodeState.NODE_STATE_DRAINED), "drained", "It can be stopped.");
        String versions = response.getNodesList().stream()
                .map(Node::getVersion)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        if (versions.contains(", ")) {
            warnings.add(new Warning(
                    "info", "Versions differ: " + versions, "Expected during a rolling upgrade; finish it."));
        }
        return List.copyOf(warnings);
    }

    static boolean silent(Node node, Instant now) {
        return Duration.between(Instant.ofEpochMilli(node.getUpdatedAtMillis()), now)
                        .compareTo(SILENCE)
                >= 0;
    }

    private static void addIfAny(List<Warning> warnings, String tone, List<Node> nodes, String what, String text) {
        if (!nodes.isEmpty()) {
            String ids = nodes.stream().map(Node::getNodeId).collect(Collectors.joining(", "));
            warnings.add(new Warning(tone, ids + ": " + what, text));
        }
    }

    private static List<Node> silentOnes(ListNodesResponse response, Instant now) {
        return response.getNodesList().stream()
                .filter(node -> silent(node, now))
                .toList();
    }

    private static List<Node> full(List<Node> gateways) {
        return gateways.stream()
                .filter(node -> Overview.percent(node.getSessions(), node.getCapacity()) >= FULL_PERCENT)
                .toList();
    }

    private static List<Node> inState(ListNodesResponse response, NodeState state) {
        return response.getNodesList().stream()
                .filter(node -> node.getState() == state)
                .toList();
    }

    private static List<Node> ofKind(ListNodesResponse response, NodeKind kind) {
        return response.getNodesList().stream()
                .filter(node -> node.getKind() == kind)
                .toList();
    }

    private static boolean serving(Node node) {
        return node.getState() == NodeState.NODE_STATE_SERVING;
    }
}
