package chat.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import chat.console.fake.Console;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What only a real web server does: cookies, headers, files, errors outside of any page. */
class WebServerTest {
    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + Console.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void sessionCookie_isHttpOnlyAndStrict() throws Exception {
        assertThat(get("/login").headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("chat_console=")
                .contains("HttpOnly", "SameSite=Strict")
                .doesNotContain("Secure");
    }

    @Test
    void page_carriesTheSecurityHeaders() throws Exception {
        HttpResponse<String> page = get("/login");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains(
                        "default-src 'none'",
                        "script-src 'self'",
                        "style-src 'self'",
                        "frame-ancestors 'none'",
                        "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(page.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        assertThat(page.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void page_hasNothingInline_andEveryFileItNamesIsServedAndCached() throws Exception {
        String page = get("/login").body();
        assertThat(page).doesNotContainPattern("<script(?![^>]*src=)").doesNotContain("<style", " style=", " onclick=");
        Matcher files =
                Pattern.compile("(?:src|href)=\"(/(?:assets|webjars)/[^\"]+)\"").matcher(page);
        int count = 0;
        while (files.find()) {
            HttpResponse<String> file = get(files.group(1));
            assertThat(file.statusCode()).as(files.group(1)).isEqualTo(200);
            assertThat(file.headers().firstValue("Cache-Control").orElse("")).contains("max-age=31536000");
            assertThat(files.group(1)).containsPattern("-[0-9a-f]{32}\\.|/[0-9]+\\.[0-9]+\\.[0-9]+/");
            count++;
        }
        assertThat(count).isGreaterThanOrEqualTo(5);
    }

    @Test
    void unknownAddress_withoutSession_tellsNothing() throws Exception {
        HttpResponse<String> answer = get("/nowhere");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/login");
    }

    @Test
    void staleCookie_isToldThatTheSessionIsOver() throws Exception {
        assertThat(get("/", "Cookie", "chat_console=0123456789ABCDEF0123456789ABCDEF")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .endsWith("/login?why=expired");
    }

    @Test
    void malformedAddress_isRefusedWithoutAnInsideView() throws Exception {
        HttpResponse<String> answer = get("/assets/..%2f..%2fapplication.yml");
        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(answer.body()).doesNotContain("Exception", "at org.", "Tomcat");
    }
}
