package chat.console.fake;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import chat.console.ConsoleMain;
import chat.console.start.StartArguments;
import java.net.URI;
import java.util.Objects;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

/**
 * The real console, with its web server, against a {@link FakeCore}. Started once for all tests of a JVM: each test resets the fake and brings its own
 * session.
 */
public final class Console {
    private static final FakeCore CORE = FakeCore.start(0);
    private static final ServletWebServerApplicationContext CONTEXT = start();
    private static final MockMvc PAGES =
            MockMvcBuilders.webAppContextSetup(CONTEXT).apply(springSecurity()).build();

    private Console() {}

    private static ServletWebServerApplicationContext start() {
        return (ServletWebServerApplicationContext) ConsoleMain.start(StartArguments.parse(
                "--server.port=0",
                "--console.ops.port=0",
                "--console.cores=" + CORE.address(),
                "--console.call-timeout=2s",
                "--console.cluster-secret=the-cluster-secret"));
    }

    /** Reset, ready to be told what to answer. */
    public static FakeCore core() {
        CORE.reset();
        return CORE;
    }

    public static MockMvc pages() {
        return PAGES;
    }

    /** Port of the real web server, for what MockMvc does not do: cookies, static files. */
    public static int port() {
        return CONTEXT.getWebServer().getPort();
    }

    /** A session in which this operator is logged in, through the form. */
    public static MockHttpSession loggedIn(String operator) {
        try {
            Object session = PAGES.perform(post("/login")
                            .param("name", operator)
                            .param("password", FakeOperators.PASSWORD)
                            .with(csrf()))
                    .andReturn()
                    .getRequest()
                    .getSession();
            return (MockHttpSession) Objects.requireNonNull(session);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static ResultActions open(String url, MockHttpSession session) throws Exception {
        return PAGES.perform(get(URI.create(url)).session(session));
    }
}
