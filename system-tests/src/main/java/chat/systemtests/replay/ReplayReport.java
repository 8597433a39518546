package chat.systemtests.replay;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.List;

/**
 * How a replay went. Times in milliseconds.
 *
 * @param problems empty when everything matched
 */
record ReplayReport(
        long seed,
        int conversations,
        int accounts,
        int devices,
        long messages,
        long deliveries,
        long resends,
        double seconds,
        double messagesPerSecond,
        double deliveriesPerSecond,
        double p50Millis,
        double p99Millis,
        double maxMillis,
        List<String> historiesChecked,
        List<String> problems) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    boolean matched() {
        return problems.isEmpty();
    }

    String json() {
        return GSON.toJson(this);
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append("conversations  ")
                .append(conversations)
                .append(" (seed ")
                .append(seed)
                .append(")\n");
        table.append("accounts       ")
                .append(accounts)
                .append(", devices ")
                .append(devices)
                .append('\n');
        table.append("messages       ")
                .append(messages)
                .append(" sent, ")
                .append(resends)
                .append(" resent\n");
        table.append("deliveries     ").append(deliveries).append(" checked\n");
        table.append("speed          %.0f messages/s, %.0f deliveries/s over %.1f s%n"
                .formatted(messagesPerSecond, deliveriesPerSecond, seconds));
        table.append("latency        p50 %.1f ms, p99 %.1f ms, max %.1f ms (send to each device)%n"
                .formatted(p50Millis, p99Millis, maxMillis));
        table.append("histories      ")
                .append(historiesChecked.isEmpty() ? "none checked" : String.join(", ", historiesChecked))
                .append('\n');
        problems.stream().limit(20).forEach(problem -> table.append("MISMATCH       ")
                .append(problem)
                .append('\n'));
        if (problems.size() > 20) {
            table.append("               and ").append(problems.size() - 20).append(" more\n");
        }
        return table.append(matched() ? "everything matched\n" : "NOT everything matched\n")
                .toString();
    }
}
