package chat.console.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import chat.account.v1.Profile;
import chat.console.fake.Console;
import chat.console.fake.FakeCore;
import chat.console.fake.FakeUsers;
import chat.error.v1.ErrorReason;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.ListUserChannelsRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

class UserControllerTest {
    private FakeCore core = Console.core();
    private MockHttpSession session = new MockHttpSession();

    @BeforeEach
    void login() {
        core = Console.core();
        session = Console.loggedIn("mo");
    }

    private String page(String url, int status) throws Exception {
        return Console.open(url, session)
                .andExpect(status().is(status))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    @Test
    void finder_empty_asksNoCore() throws Exception {
        assertThat(page("/users", 200)).contains("User name or id", "chatctl users show NAME --channels");
        assertThat(core.calls("GetUser")).isEmpty();
    }

    @Test
    void byName_showsProfileDevicesAndChannels() throws Exception {
        assertThat(page("/users?who=ann", 200))
                .contains("Ann Ämil", "ONLINE", Long.toString(FakeUsers.ANN), "owned by <bdi>core-2</bdi>")
                .contains("Ann&#39;s phone", "gateway-eu-1", "4211", "old tablet", "<strong>261</strong>")
                .contains("Group 0", "OWNER", "/channels/1758000000000000000", "direct with")
                .contains("chatctl users show ann --channels");
        assertThat(((GetUserRequest) core.lastCall("GetUser").request()).getUsername())
                .isEqualTo("ann");
    }

    @Test
    void number_isAnId() throws Exception {
        assertThat(page("/users?who=" + FakeUsers.ANN, 200)).contains("Ann Ämil");
        assertThat(((GetUserRequest) core.lastCall("GetUser").request()).getUserId())
                .isEqualTo(FakeUsers.ANN);
    }

    @Test
    void numberWithPrefix_isAName() throws Exception {
        page("/users?who=name:42", 404);
        assertThat(((GetUserRequest) core.lastCall("GetUser").request()).getUsername())
                .isEqualTo("42");
    }

    @Test
    void unknown_keepsWhatWasTypedAndSaysWhatToDo() throws Exception {
        assertThat(page("/users?who=nob%22%3E%3Cb%3Eody", 404))
                .contains("No such user", "USER_NOT_FOUND", "value=\"nob&quot;&gt;&lt;b&gt;ody\"")
                .doesNotContain("<b>ody");
    }

    @Test
    void idThatIsNone_isRefusedByName() throws Exception {
        assertThat(page("/users/abc", 400)).contains("FIELD_INVALID", "user id is &#39;abc&#39;");
        assertThat(page("/users/9223372036854775808", 400)).contains("FIELD_INVALID");
    }

    @Test
    void secondPageOfChannels_followsTheToken() throws Exception {
        assertThat(page("/users/" + FakeUsers.ANN, 200)).contains("channels?token=50");
        assertThat(page("/users/" + FakeUsers.ANN + "/channels?token=50", 200))
                .contains("Group 51", "continued", "First page", "token=100");
        assertThat(((ListUserChannelsRequest) core.lastCall("ListUserChannels").request()).getPageToken())
                .isEqualTo("50");
        assertThat(page("/users/" + FakeUsers.ANN + "/channels?token=100", 200))
                .contains("Group 119")
                .doesNotContain("Next page");
    }

    @Test
    void noDevicesNoChannelsNoOwner_eachSaysSo() throws Exception {
        core.users.setChannels(0);
        core.users.add(
                FakeUsers.ann().clearDevices().setOwner("").clearPresence().build());
        assertThat(page("/users?who=ann", 200))
                .contains(
                        "No device ever logged in",
                        "This account is in no channel",
                        "owned by no core node",
                        "OFFLINE",
                        "never");
    }

    @Test
    void channelsFail_accountIsShownAllTheSame() throws Exception {
        core.fail("ListUserChannels", ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "1 of 2 replicas");
        assertThat(page("/users?who=ann", 200)).contains("Ann Ämil", "Cassandra does not answer", "1 of 2 replicas");
    }

    @Test
    void deletedAndImported_areSaid() throws Exception {
        core.users.add(FakeUsers.ann().setDeletedAtMillis(1_760_000_000_000L).build());
        assertThat(page("/users?who=ann", 200)).contains("DELETED", "This account was deleted");
        core.users.add(FakeUsers.ann().setImported(true).build());
        assertThat(page("/users?who=ann", 200)).contains("IMPORTED", "An import created this account");
    }

    @Test
    void hostileNames_areEscapedAndIsolated() throws Exception {
        core.users.add(FakeUsers.ann()
                .setProfile(Profile.newBuilder()
                        .setUserId(FakeUsers.ANN)
                        .setUsername("ann")
                        .setDisplayName("<img src=x onerror=alert(1)>\u202E"))
                .build());
        assertThat(page("/users?who=ann", 200))
                .contains("<bdi>&lt;img src=x onerror=alert(1)&gt;\u202E</bdi>")
                .doesNotContain("<img src=x");
    }

    @Test
    void viewer_isRefusedBeforeAnythingIsAsked() throws Exception {
        session = Console.loggedIn("vera");
        assertThat(page("/users?who=ann", 403))
                .contains(
                        "Your role does not allow this", "needs the role MODERATOR; vera is VIEWER", "To the overview");
        assertThat(core.calls("GetUser")).isEmpty();
    }

    @Test
    void coreDown_offersToTryAgain() throws Exception {
        core.fail("GetUser", ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "no quorum");
        assertThat(page("/users?who=ann", 503))
                .contains("Cassandra does not answer", "href=\"/users?who=ann\"", "Try again", "Request id");
    }
}
