package chat.ctl.audit;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputFormat;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.ProtoJson;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import chat.ctl.output.Times;
import chat.ctl.surroundings.Surroundings;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ListAuditEntriesRequest;
import chat.operator.v1.ListAuditEntriesResponse;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "list", description = "List the audit entries of one UTC day, newest first.")
final class AuditListCommand implements Callable<Integer> {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_PAGE = 200;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Option(names = "--date", paramLabel = "DATE", description = "UTC date, as in 2026-11-24 (default: today).")
    private @Nullable String date;

    @ArgGroup
    private @Nullable HowMany howMany;

    /** How many entries: a number, or all. */
    static final class HowMany {
        @Option(names = "--limit", paramLabel = "N", description = "At most N entries (default: 50).")
        private @Nullable Integer limit;

        @Option(names = "--all", description = "Every entry of the day; they are written as they come.")
        private boolean all;
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String day = date();
        long left = limit();
        try (OperatorClient client = connection.open()) {
            Writer writer = new Writer(day);
            String token = "";
            do {
                ListAuditEntriesRequest request = ListAuditEntriesRequest.newBuilder()
                        .setDate(day)
                        .setPageSize((int) Math.min(left, MAX_PAGE))
                        .setPageToken(token)
                        .build();
                ListAuditEntriesResponse page =
                        client.call(AuditServiceGrpc::newBlockingStub, stub -> stub.listAuditEntries(request));
                List<AuditEntry> entries = page.getEntriesList();
                writer.write(entries.subList(0, (int) Math.min(entries.size(), left)));
                left -= entries.size();
                token = page.getNextPageToken();
            } while (left > 0 && !token.isEmpty());
            writer.end();
        }
        return ExitCode.OK.number();
    }

    /** The day is fixed here, so that a list that runs over midnight stays one list. */
    private String date() {
        if (date == null) {
            return LocalDate.now(Surroundings.of(spec).clock().withZone(ZoneOffset.UTC))
                    .toString();
        }
        try {
            return LocalDate.parse(date).toString();
        } catch (DateTimeException notADate) {
            throw new ParameterException(
                    spec.commandLine(), "--date: '" + date + "' is not a date: expected one as in 2026-11-24");
        }
    }

    private long limit() {
        if (howMany == null) {
            return DEFAULT_LIMIT;
        }
        if (howMany.all || howMany.limit == null) {
            return Long.MAX_VALUE;
        }
        if (howMany.limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit must be 1 or more, not " + howMany.limit);
        }
        return howMany.limit;
    }

    private final class Writer {
        private final JsonText json = output.json();
        private final Table table = new Table(
                output.out(),
                Column.text("TIME"),
                Column.text("OPERATOR"),
                Column.text("ACTION"),
                Column.text("TARGET"),
                Column.text("ADDRESS"),
                Column.text("REASON"));

        Writer(String day) {
            if (output.format() == OutputFormat.json) {
                json.beginObject();
                json.name("date").value(day);
                json.name("entries").beginArray();
            }
        }

        void write(List<AuditEntry> entries) {
            for (AuditEntry entry : entries) {
                if (output.format() == OutputFormat.table) {
                    table.row(
                            Times.rfc3339(entry.getTimeMillis()),
                            entry.getOperator(),
                            entry.getAction(),
                            entry.getTarget(),
                            entry.getAddress(),
                            entry.getReason());
                    continue;
                }
                ProtoJson.write(json, entry);
                if (output.format() == OutputFormat.jsonl) {
                    json.end();
                }
            }
            if (output.format() == OutputFormat.table) {
                table.flush();
            }
            output.out().flush();
        }

        void end() {
            if (output.format() == OutputFormat.json) {
                json.endArray().endObject().end();
            }
        }
    }
}
