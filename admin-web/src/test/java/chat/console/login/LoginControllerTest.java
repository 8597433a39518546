package chat.console.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import chat.console.fake.Console;
import chat.console.fake.FakeCore;
import chat.console.fake.FakeOperators;
import chat.error.v1.ErrorReason;
import java.net.URI;
import java.util.Collections;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

class LoginControllerTest {
    private final MockMvc pages = Console.pages();
    private FakeCore core = Console.core();

    @BeforeEach
    void reset() {
        core = Console.core();
    }

    private static MockHttpServletRequestBuilder login(String name, String password) {
        return post("/login").param("name", name).param("password", password).with(csrf());
    }

    @Test
    void page_withoutSession_redirectsToLogin() throws Exception {
        pages.perform(get("/")).andExpect(status().isFound()).andExpect(redirectedUrl("/login"));
    }

    @Test
    void form_isThere_withCsrfTokenAndLabels() throws Exception {
        pages.perform(get("/login"))
                .andExpect(status().isOk())
                .andExpect(content().string(Matchers.containsString("name=\"_csrf\"")))
                .andExpect(content().string(Matchers.containsString("<label class=\"form-label\" for=\"password\">")))
                .andExpect(content().string(Matchers.not(Matchers.containsString("Log out"))));
    }

    @Test
    void login_rightPassword_opensOverviewInANewSessionId() throws Exception {
        MockHttpSession before = new MockHttpSession();
        String idBefore = before.getId();
        MockHttpSession after = (MockHttpSession)
                pages.perform(login("ada", FakeOperators.PASSWORD).session(before))
                        .andExpect(redirectedUrl("/"))
                        .andReturn()
                        .getRequest()
                        .getSession();
        assertThat(after).isNotNull();
        assertThat(after.getId()).isNotEqualTo(idBefore);
        Console.open("/", after).andExpect(status().isOk());
    }

    @Test
    void login_forwardsClientAddressWithTheClusterSecret() throws Exception {
        pages.perform(login("ada", FakeOperators.PASSWORD).with(request -> {
            request.setRemoteAddr("203.0.113.9");
            return request;
        }));
        FakeCore.Call call = core.lastCall("Login");
        assertThat(call.header("x-chat-client-address")).isEqualTo("203.0.113.9");
        assertThat(call.header("x-chat-cluster-secret")).isEqualTo("the-cluster-secret");
        assertThat(call.header("x-request-id")).isNotBlank();
    }

    @Test
    void login_wrongPassword_keepsTheNameAndSaysSo() throws Exception {
        pages.perform(login("ada", "wrong")).andExpect(status().isOk()).andExpect(result -> assertThat(
                        result.getResponse().getForwardedUrl())
                .isEqualTo("/login/refused"));
    }

    @Test
    void login_withoutCsrfToken_isRefusedAndAsksNoCore() throws Exception {
        pages.perform(post("/login").param("name", "ada").param("password", FakeOperators.PASSWORD))
                .andExpect(redirectedUrl("/login?why=expired"));
        assertThat(core.calls("Login")).isEmpty();
    }

    @Test
    void login_afterWantingAPage_goesThere() throws Exception {
        MockHttpSession session = new MockHttpSession();
        pages.perform(get(URI.create("/?a=b%20c")).session(session)).andExpect(redirectedUrl("/login"));
        pages.perform(login("ada", FakeOperators.PASSWORD).session(session)).andExpect(redirectedUrl("/?a=b%20c"));
    }

    @Test
    void login_afterForeignHostHeader_staysOnThisHost() throws Exception {
        MockHttpSession session = new MockHttpSession();
        pages.perform(get("/").session(session).with(request -> {
            request.setServerName("evil.example");
            return request;
        }));
        pages.perform(login("ada", FakeOperators.PASSWORD).session(session)).andExpect(redirectedUrl("/"));
    }

    @Test
    void login_withContinueParameter_ignoresIt() throws Exception {
        pages.perform(login("ada", FakeOperators.PASSWORD)
                        .param("continue", "https://evil.example/")
                        .param("redirect", "//evil.example"))
                .andExpect(redirectedUrl("/"));
    }

    @Test
    void loggedIn_openingTheForm_goesToTheOverview() throws Exception {
        Console.open("/login", Console.loggedIn("ada")).andExpect(redirectedUrl("/"));
    }

    @Test
    void logout_revokesTheTokenAndEndsTheSession() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        pages.perform(post("/logout").session(session).with(csrf())).andExpect(redirectedUrl("/login?why=logged-out"));
        assertThat(core.calls("Logout")).hasSize(1);
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void logout_coreUnreachable_endsTheSessionAndSaysThatTheTokenLives() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        core.fail("Logout", ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "no quorum");
        pages.perform(post("/logout").session(session).with(csrf()))
                .andExpect(redirectedUrl("/login?why=logged-out-here"));
        assertThat(session.isInvalid()).isTrue();
        pages.perform(get("/login?why=logged-out-here"))
                .andExpect(content().string(Matchers.containsString("no core could be reached to revoke")));
    }

    @Test
    void logout_byGet_doesNothing() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        Console.open("/logout", session).andExpect(status().isNotFound());
        assertThat(session.isInvalid()).isFalse();
    }

    @Test
    void tokenExpired_page_sendsToLoginAndBack() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        core.operators.expireTokens();
        MockHttpSession next = (MockHttpSession) Console.open("/?x=1", session)
                .andExpect(redirectedUrl("/login?why=expired"))
                .andReturn()
                .getRequest()
                .getSession();
        assertThat(session.isInvalid()).isTrue();
        assertThat(next).isNotNull();
        pages.perform(get("/login?why=expired").session(next))
                .andExpect(content().string(Matchers.containsString("Your session is over")));
        pages.perform(login("ada", FakeOperators.PASSWORD).session(next)).andExpect(redirectedUrl("/?x=1"));
    }

    @Test
    void tokenExpired_refreshByHtmx_isToldToLoadThePageAnew() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        core.operators.expireTokens();
        pages.perform(get("/overview/nodes").session(session).header("HX-Request", "true"))
                .andExpect(status().isUnauthorized())
                .andExpect(header().string("HX-Refresh", "true"));
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void noSession_refreshByHtmx_isNotRemembered() throws Exception {
        MockHttpSession session = new MockHttpSession();
        pages.perform(get("/overview/nodes").session(session).header("HX-Request", "true"))
                .andExpect(status().isUnauthorized())
                .andExpect(header().string("HX-Refresh", "true"));
        pages.perform(login("ada", FakeOperators.PASSWORD).session(session)).andExpect(redirectedUrl("/"));
    }

    @Test
    void token_isInNoPageAndNoRedirect() throws Exception {
        MockHttpSession session = Console.loggedIn("ada");
        String page = Console.open("/", session).andReturn().getResponse().getContentAsString();
        assertThat(page).doesNotContain("token-").doesNotContain("the-cluster-secret");
        assertThat(Collections.list(session.getAttributeNames()))
                .noneMatch(name -> String.valueOf(session.getAttribute(name)).contains("token-"));
    }
}
