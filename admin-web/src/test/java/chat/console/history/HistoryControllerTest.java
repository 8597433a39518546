package chat.console.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import chat.console.fake.Console;
import chat.console.fake.FakeCore;
import chat.console.fake.FakeHistory;
import chat.console.fake.FakeUsers;
import chat.error.v1.ErrorReason;
import chat.message.v1.Direction;
import chat.message.v1.MembershipChange.Kind;
import chat.operator.v1.ListMessagesRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.ResultActions;

class HistoryControllerTest {
    private static final String LUNCH = "/channels/" + FakeHistory.LUNCH;
    private static final String REASON = "ticket 77: insults";

    private FakeCore core = Console.core();
    private MockHttpSession session = new MockHttpSession();

    @BeforeEach
    void login() {
        core = Console.core();
        session = Console.loggedIn("mo");
    }

    private ResultActions give(String channel, String reason) throws Exception {
        return Console.pages()
                .perform(post("/channels")
                        .param("channel", channel)
                        .param("reason", reason)
                        .session(session)
                        .with(csrf()));
    }

    private void visit() throws Exception {
        give(Long.toString(FakeHistory.LUNCH), REASON).andExpect(redirectedUrl(LUNCH));
    }

    private String page(String url, int status) throws Exception {
        return Console.open(url, session)
                .andExpect(status().is(status))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private String page(String url) throws Exception {
        return page(url, 200);
    }

    private ListMessagesRequest lastList() {
        return (ListMessagesRequest) core.lastCall("ListMessages").request();
    }

    private static String link(String page, String label) {
        Matcher matcher =
                Pattern.compile("href=\"([^\"]*)\"[^>]*>" + label + "</a>").matcher(page);
        assertThat(matcher.find()).as("link %s", label).isTrue();
        return matcher.group(1).replace("&amp;", "&");
    }

    @Test
    void withoutReason_asksForOneAndReadsNothing() throws Exception {
        core.history.say(FakeUsers.ANN, "secret words");
        assertThat(page(LUNCH))
                .contains("Why do you look at it?", "value=\"" + FakeHistory.LUNCH + "\"")
                .doesNotContain("secret words");
        assertThat(core.calls("GetChannel")).isEmpty();
        assertThat(core.calls("ListMessages")).isEmpty();
    }

    @Test
    void withReason_showsMessagesAndTheReason_andKeepsItForTheVisit() throws Exception {
        core.history.say(FakeUsers.ANN, "hello");
        core.history.say(FakeUsers.BOB, "hi");
        visit();
        assertThat(page(LUNCH))
                .contains(
                        ">hello<", ">hi<", "Ann Ämil", ">bob<", "2025-11-24 08:01:00 UTC", REASON, "lunch.txt", "OWNER")
                .contains("chatctl history show " + FakeHistory.LUNCH
                        + " --reason &#39;ticket 77: insults&#39; --limit 50");
        assertThat(lastList().getReason()).isEqualTo(REASON);
        page(LUNCH + "?way=newer");
        assertThat(lastList().getReason()).isEqualTo(REASON);
    }

    @Test
    void reason_isInNoAddress() throws Exception {
        core.history.sayMany(120);
        visit();
        String page = page(LUNCH);
        Matcher links = Pattern.compile("(?:href|action)=\"([^\"]*)\"").matcher(page);
        while (links.find()) {
            assertThat(links.group(1)).doesNotContain("ticket", "insults", "reason");
        }
    }

    @Test
    void reasonTooShort_keepsWhatWasTypedAndAsksNoCore() throws Exception {
        String page = give("4711", " x ")
                .andExpect(status().isBadRequest())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(page).contains("A reason is needed", "value=\"4711\"");
        assertThat(core.calls("GetChannel")).isEmpty();
    }

    @Test
    void reasonTooLong_isRefused() throws Exception {
        give("4711", "x".repeat(501)).andExpect(status().isBadRequest());
        give(Long.toString(FakeHistory.LUNCH), "\uD83E\uDD5F".repeat(500)).andExpect(redirectedUrl(LUNCH));
    }

    @Test
    void unknownChannel_keepsTheReason() throws Exception {
        String page = give("4711", REASON)
                .andExpect(status().isNotFound())
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(page).contains("No such channel", REASON, "value=\"4711\"");
    }

    @Test
    void importName_findsTheChannel() throws Exception {
        give("import:lunch.txt", REASON).andExpect(redirectedUrl(LUNCH));
    }

    @Test
    void open_withoutCsrfToken_isRefused() throws Exception {
        Console.pages()
                .perform(post("/channels")
                        .param("channel", "1")
                        .param("reason", REASON)
                        .session(session))
                .andExpect(status().isForbidden());
        assertThat(core.calls("GetChannel")).isEmpty();
    }

    @Test
    void close_forgetsTheReason() throws Exception {
        visit();
        Console.pages()
                .perform(post(LUNCH + "/close").session(session).with(csrf()))
                .andExpect(redirectedUrl("/channels"));
        assertThat(page(LUNCH)).contains("Why do you look at it?");
    }

    @Test
    void reason_isOfOneOperator() throws Exception {
        visit();
        Console.pages()
                .perform(post("/login")
                        .param("name", "ada")
                        .param("password", chat.console.fake.FakeOperators.PASSWORD)
                        .session(session)
                        .with(csrf()));
        assertThat(page(LUNCH)).contains("Why do you look at it?").doesNotContain(REASON);
    }

    @Test
    void paging_goesBackAndForthWithoutGapOrRepeat() throws Exception {
        core.history.sayMany(120);
        visit();
        String newest = page(LUNCH);
        assertThat(newest)
                .contains("number 119<", "number 70<", "The newest so far")
                .doesNotContain("number 69<");
        String middle = page(link(newest, "Older"));
        assertThat(middle).contains("number 69<", "number 20<").doesNotContain("number 70<", "number 19<");
        String oldest = page(link(middle, "Older"));
        assertThat(oldest).contains("number 19<", "number 0<", "The beginning").doesNotContain("number 20<", ">Older<");
        String back = page(link(oldest, "Newer"));
        assertThat(back).contains("number 20<", "number 69<").doesNotContain("number 19<", "number 70<");
        String end = page(link(back, "Newer"));
        assertThat(end)
                .contains("number 70<", "number 119<", "The newest so far")
                .doesNotContain("number 69<", ">Newer<");
    }

    @Test
    void rows_areInOrderOfTime_whicheverWayTheyWereRead() throws Exception {
        core.history.sayMany(3);
        visit();
        assertThat(page(LUNCH)).containsSubsequence("number 0<", "number 1<", "number 2<");
        assertThat(page(LUNCH + "?way=newer")).containsSubsequence("number 0<", "number 1<", "number 2<");
    }

    @Test
    void jump_toMessage_startsAtItAndPointsItOut() throws Exception {
        core.history.sayMany(120);
        visit();
        Console.open(LUNCH + "/jump?message=1042", session)
                .andExpect(redirectedUrl(LUNCH + "?way=newer&from=1041&mark=1042"));
        assertThat(page(LUNCH + "?way=newer&from=1041&mark=1042"))
                .contains("number 41<", "HERE", "id=\"m1042\"")
                .doesNotContain("number 40<");
    }

    @Test
    void jump_toTime_readsFromThere() throws Exception {
        core.history.sayMany(120);
        visit();
        Console.open(LUNCH + "/jump?at=2025-11-24T08:30", session)
                .andExpect(redirectedUrl(LUNCH + "?way=newer&time=" + (FakeHistory.FIRST_MILLIS + 30 * 60_000L)));
        assertThat(page(LUNCH + "?way=newer&time=" + (FakeHistory.FIRST_MILLIS + 30 * 60_000L)))
                .contains("number 30<", "--from 2025-11-24T08:30:00Z --direction newer")
                .doesNotContain("number 29<");
        assertThat(lastList().getDirection()).isEqualTo(Direction.DIRECTION_NEWER);
    }

    @Test
    void thousandMessages_areOnePage() throws Exception {
        core.history.sayMany(1_500);
        visit();
        String page = page(LUNCH + "?size=1000");
        assertThat(Pattern.compile("<li id=\"m").matcher(page).results().count())
                .isEqualTo(1_000);
        assertThat(link(page, "Older")).contains("size=1000");
    }

    @Test
    void otherSize_isRefused() throws Exception {
        visit();
        assertThat(page(LUNCH + "?size=7", 400)).contains("FIELD_INVALID");
    }

    @Test
    void emptyChannel_saysSo() throws Exception {
        visit();
        assertThat(page(LUNCH)).contains("Nothing was ever said in this channel");
    }

    @Test
    void nothingNewer_saysSoAndLeadsBack() throws Exception {
        core.history.sayMany(2);
        visit();
        String page = page(LUNCH + "?way=newer&from=1002");
        assertThat(page).contains("There are no messages here");
        assertThat(page(link(page, "Older"))).contains("number 1<", "number 0<");
    }

    @Test
    void hostileText_isEscapedVerbatimAndIsolated() throws Exception {
        core.history.say(
                FakeUsers.ANN,
                "<script>alert(1)</script>\n  indented\ttab \u202Egnp.exe &amp; ${7*7} [[${7*7}]] __${7*7}__");
        visit();
        assertThat(page(LUNCH))
                .contains(
                        "<div class=\"text\" dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;\n  indented\ttab \u202Egnp.exe &amp;amp; ${7*7} [[${7*7}]] __${7*7}__</div>")
                .doesNotContain("<script>alert");
    }

    @Test
    void longText_isFoldedAndStillAllThere() throws Exception {
        String text = "word ".repeat(10_000) + "the end";
        core.history.say(FakeUsers.ANN, text);
        visit();
        assertThat(page(LUNCH)).contains("<details class=\"long\">", "all 50,007 characters", text);
    }

    @Test
    void changes_areToldInWords() throws Exception {
        core.history.change(FakeUsers.ANN, Kind.KIND_CREATED, FakeUsers.ANN, FakeUsers.BOB);
        core.history.rename(FakeUsers.ANN, "Lunch");
        core.history.change(FakeUsers.ANN, Kind.KIND_ADDED, FakeHistory.CID);
        core.history.change(FakeUsers.ANN, Kind.KIND_ROLE_CHANGED, FakeUsers.BOB);
        core.history.change(FakeUsers.ANN, Kind.KIND_OWNER_CHANGED, FakeUsers.BOB);
        core.history.change(FakeUsers.BOB, Kind.KIND_REMOVED, FakeHistory.CID);
        core.history.change(FakeUsers.ANN, Kind.KIND_LEFT, FakeUsers.ANN);
        visit();
        assertThat(page(LUNCH).replaceAll("[\u2068\u2069]", ""))
                .contains("Ann Ämil created the channel with bob")
                .contains("Ann Ämil named the group “Lunch”")
                .contains("Ann Ämil added user " + FakeHistory.CID)
                .contains("Ann Ämil made bob an admin")
                .contains("Ann Ämil handed the group over to bob")
                .contains("bob removed user " + FakeHistory.CID)
                .contains("Ann Ämil left");
    }

    @Test
    void pageTooLarge_offersSmallerPages() throws Exception {
        core.history.sayMany(1);
        visit();
        core.fail("ListMessages", ErrorReason.ERROR_REASON_FRAME_TOO_LARGE, "17 MB");
        assertThat(page(LUNCH + "?size=1000", 400))
                .contains("The answer is too large", "Ask for fewer messages", LUNCH + "?size=10");
    }

    @Test
    void foreignToken_leadsBackToTheNewest() throws Exception {
        visit();
        core.fail("ListMessages", ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID, "made for another list");
        assertThat(page(LUNCH + "?token=abc%2F%3D", 400))
                .contains("This page can&#39;t be continued", "To the newest messages");
        assertThat(lastList().getPageToken()).isEqualTo("abc/=");
    }

    @Test
    void viewer_isRefused() throws Exception {
        session = Console.loggedIn("vera");
        assertThat(page(LUNCH, 403)).contains("Your role does not allow this");
        assertThat(page("/channels", 403)).contains("MODERATOR");
        give("4711", REASON).andExpect(status().isForbidden());
        assertThat(core.calls("GetChannel")).isEmpty();
    }

    @Test
    void tokenExpired_whileReading_sendsToLogin() throws Exception {
        visit();
        core.operators.expireTokens();
        Console.open(LUNCH + "?way=newer", session).andExpect(redirectedUrl("/login?why=expired"));
    }
}
