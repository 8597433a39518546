package chat.console.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import chat.console.fake.Console;
import chat.console.fake.FakeCore;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.ListAuditEntriesRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;

class AuditControllerTest {
    private FakeCore core = Console.core();
    private MockHttpSession session = new MockHttpSession();

    @BeforeEach
    void login() {
        core = Console.core();
        session = Console.loggedIn("ada");
    }

    private String page(String url, int status) throws Exception {
        return Console.open(url, session)
                .andExpect(status().is(status))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static AuditEntry.Builder entry(int number) {
        return AuditEntry.newBuilder()
                .setAuditId(number)
                .setTimeMillis(1_763_971_200_000L)
                .setOperator("mo")
                .setAction("history.list")
                .setTarget("channel/4711")
                .setReason("report " + number)
                .setAddress("203.0.113.9");
    }

    @Test
    void day_showsWhoWhatWhyAndFromWhere() throws Exception {
        core.audit.add(entry(7).setBefore("{\"role\":\"MEMBER\"}").build());
        assertThat(page("/audit?date=2025-11-24", 200))
                .contains(
                        "2025-11-24 08:00:00 UTC",
                        ">mo<",
                        "history.list",
                        "href=\"/channels/4711\"",
                        "report 7",
                        "203.0.113.9")
                .contains("{&quot;role&quot;:&quot;MEMBER&quot;}", "date=2025-11-23", "date=2025-11-25")
                .contains("chatctl audit list --date 2025-11-24 --all");
        assertThat(((ListAuditEntriesRequest) core.lastCall("ListAuditEntries").request()).getDate())
                .isEqualTo("2025-11-24");
    }

    @Test
    void noDate_isTodayAndHasNoDayAfter() throws Exception {
        assertThat(page("/audit", 200)).contains("Nothing has happened today").doesNotContain("Day after");
    }

    @Test
    void emptyDay_saysSo() throws Exception {
        assertThat(page("/audit?date=2025-01-01", 200)).contains("Nothing happened on this day");
    }

    @Test
    void wrongDate_isRefusedByName() throws Exception {
        assertThat(page("/audit?date=24.11.2025", 400)).contains("FIELD_INVALID", "date is not a UTC date");
    }

    @Test
    void manyEntries_arePaged() throws Exception {
        for (int i = 0; i < 130; i++) {
            core.audit.add(entry(i).build());
        }
        assertThat(page("/audit?date=2025-11-24", 200))
                .contains("report 99", "token=100")
                .doesNotContain("report 100");
        assertThat(page("/audit?date=2025-11-24&token=100", 200))
                .contains("report 100", "First page")
                .doesNotContain("Next page");
    }

    @Test
    void hostileTargetAndReason_areEscapedAndNoLink() throws Exception {
        core.audit.add(entry(1).setTarget("channel/javascript:alert(1)")
                .setReason("<script>alert(2)</script>")
                .build());
        assertThat(page("/audit", 200)).doesNotContain("href=\"javascript", "href=\"/channels/java", "<script>alert");
    }

    @Test
    void moderator_isRefused() throws Exception {
        session = Console.loggedIn("mo");
        assertThat(page("/audit", 403)).contains("needs the role ADMIN; mo is MODERATOR");
        assertThat(core.calls("ListAuditEntries")).isEmpty();
    }
}
