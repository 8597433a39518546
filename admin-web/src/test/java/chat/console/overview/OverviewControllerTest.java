package chat.console.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import chat.console.fake.Console;
import chat.console.fake.FakeCluster;
import chat.console.fake.FakeCore;
import chat.error.v1.ErrorReason;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.NodeState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

class OverviewControllerTest {
    private FakeCore core = Console.core();
    private MockHttpSession session = new MockHttpSession();

    @BeforeEach
    void login() {
        core = Console.core();
        session = Console.loggedIn("vera");
    }

    private String page() throws Exception {
        return Console.open("/", session)
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    @Test
    void healthyCluster_showsNodesAndSaysThatAllIsWell() throws Exception {
        assertThat(page())
                .contains("All is well")
                .contains("core-1", "core-2", "gateway-eu-1", "gateway-us-1")
                .contains("1 d 2 h", "1,204", "12 %", "(50 %)", "0.1.0", "10.0.0.1:9090")
                .contains(">leader<")
                .contains("chatctl nodes list")
                .contains("hx-trigger=\"every 5000ms\"")
                .doesNotContain("Stale since");
    }

    @Test
    void fragment_isOnlyTheNodes() throws Exception {
        String part = Console.open("/overview/nodes", session)
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(part).contains("core-1").contains("As of").doesNotContain("<html", "<main", "hx-get");
    }

    @Test
    void unownedSlots_areTheFirstWarning() throws Exception {
        core.cluster.set(FakeCluster.healthy().toBuilder().setUnownedSlots(17).build());
        assertThat(page())
                .contains("17 of 256 slots have no owner")
                .contains("alert-danger")
                .doesNotContain("All is well");
    }

    @Test
    void nobodyRegistered_explainsEachEmptyTable() throws Exception {
        core.cluster.set(ListNodesResponse.newBuilder()
                .setSlots(256)
                .setUnownedSlots(256)
                .build());
        assertThat(page())
                .contains(
                        "No core node leads",
                        "No gateway serves",
                        "No core node is registered",
                        "No gateway is registered");
    }

    @Test
    void troubledNodes_areEachNamed() throws Exception {
        long now = System.currentTimeMillis();
        core.cluster.set(ListNodesResponse.newBuilder()
                .setSlots(256)
                .addNodes(FakeCluster.coreNode("core-1", "eu").setLeader(true).setUpdatedAtMillis(now - 95_000))
                .addNodes(FakeCluster.coreNode("core-2", "eu")
                        .setState(NodeState.NODE_STATE_DRAINING)
                        .setVersion("0.2.0"))
                .addNodes(FakeCluster.gateway("gw-full", "eu").setSessions(9_500))
                .addNodes(FakeCluster.gateway("gw-done", "eu").setState(NodeState.NODE_STATE_DRAINED))
                .build());
        assertThat(page())
                .contains("core-1: no sign of life for 30 s or more", "refreshed 1 min 35 s ago")
                .contains("core-2: draining", "DRAINING")
                .contains("gw-full: took 90 % of its sessions or more")
                .contains("gw-done: drained")
                .contains("Versions differ: 0.1.0, 0.2.0");
    }

    @Test
    void coreGone_keepsTheLastPictureAndSaysSinceWhen() throws Exception {
        page();
        core.fail("ListNodes", ErrorReason.ERROR_REASON_COORDINATION_UNAVAILABLE, "no ZooKeeper at zk:2181");
        assertThat(page())
                .contains("Stale since")
                .contains("ZooKeeper does not answer", "Check the ZooKeeper ensemble", "no ZooKeeper at zk:2181")
                .contains("core-1", "gateway-us-1")
                .doesNotContain("All is well");
    }

    @Test
    void roleRefusedByTheCore_isNotHiddenBehindTheLastPicture() throws Exception {
        page();
        core.fail("ListNodes", ErrorReason.ERROR_REASON_OPERATOR_ROLE_INSUFFICIENT, "needs VIEWER");
        String refused = Console.open("/", session)
                .andExpect(status().isForbidden())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(refused).contains("Your role does not allow this").doesNotContain("gateway-us-1");
    }

    @Test
    void hostileNodeNames_areEscaped() throws Exception {
        core.cluster.set(FakeCluster.healthy().toBuilder()
                .addNodes(FakeCluster.gateway("<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>"))
                .build());
        assertThat(page())
                .doesNotContain("<script>alert", "<img src=x")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void viewer_seesNoLinksToWhatIsClosedToThem() throws Exception {
        assertThat(page()).doesNotContain("href=\"/users\"", "href=\"/channels\"", "href=\"/audit\"");
        session = Console.loggedIn("mo");
        assertThat(page()).contains("href=\"/users\"", "href=\"/channels\"").doesNotContain("href=\"/audit\"");
        session = Console.loggedIn("ada");
        assertThat(page()).contains("href=\"/audit\"");
    }
}
