package chat.systemtests.replay;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** History as the console's channel page shows it, read page by page from the oldest on, in one operator's session. */
final class ConsoleHistory implements HistorySource {
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI console;

    private ConsoleHistory(URI console) {
        this.console = console;
    }

    static ConsoleHistory login(URI console, String operator, String password)
            throws IOException, InterruptedException {
        ConsoleHistory history = new ConsoleHistory(console);
        Document form = history.get(console.resolve("/login"));
        Document after = history.post("/login", form, Map.of("name", operator, "password", password));
        if (after.selectFirst("form[action=/login]") != null) {
            throw new IOException("the console refused the login of " + operator);
        }
        return history;
    }

    @Override
    public String name() {
        return "console";
    }

    @Override
    public List<HistoryText> read(long channelId) throws IOException, InterruptedException {
        Document form = get(console.resolve("/channels"));
        Document page = post(
                "/channels", form, Map.of("channel", Long.toString(channelId), "reason", "replay compares history"));
        Element oldest = page.selectFirst("nav.pager a:contains(Oldest)");
        if (oldest != null) {
            page = get(console.resolve(oldest.attr("href")));
        }
        List<HistoryText> texts = new ArrayList<>();
        while (true) {
            add(page, texts);
            Element next = page.selectFirst("nav.pager a[rel=next]");
            if (next == null) {
                return texts;
            }
            page = get(console.resolve(next.attr("href")));
        }
    }

    private static void add(Document page, List<HistoryText> texts) {
        for (Element row : page.select("ol.messages > li")) {
            Element text = row.selectFirst("div.text");
            if (text != null) {
                texts.add(new HistoryText(Long.parseLong(row.attr("data-message-id")), text.wholeText()));
            }
        }
    }

    private Document get(URI uri) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    private Document post(String path, Document form, Map<String, String> fields)
            throws IOException, InterruptedException {
        Element csrf = form.selectFirst("form[action=" + path + "] input[name=_csrf]");
        if (csrf == null) {
            throw new IOException("the console has no form for " + path + ": " + form.title());
        }
        String body = "_csrf=" + encoded(csrf.attr("value")) + "&"
                + fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(console.resolve(path))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Document send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request.timeout(Duration.ofSeconds(60)).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new IOException(answer.uri().getPath() + " answered " + answer.statusCode());
        }
        return Jsoup.parse(answer.body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
