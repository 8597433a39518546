package chat.ctl.importing;

import chat.ctl.importing.FileReport.FailedConversation;
import chat.ctl.importing.FileReport.UnreadableLine;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What an import did, for people and for scripts.
 *
 * @param dryRun nothing was sent
 * @param complete every message of the files (or of the chosen conversations) is stored
 * @param accounts accounts that speak in what was begun
 * @param renamed those of them whose user name is not the name in the source
 * @param retries calls that were repeated
 */
record ImportReport(
        List<FileReport> files, boolean dryRun, boolean complete, int accounts, long renamed, long retries) {
    static final String MEMBER_RULE =
            "The first 100 speakers of a conversation by number of messages (at the same number: who appeared"
                    + " first) become members; the others keep their account and their messages, but are no members.";

    void print(OutputOptions output) {
        switch (output.format()) {
            case table -> new Tables(output).print();
            case json -> json(output.json());
            case jsonl -> lines(output.json());
        }
    }

    private FileReport total() {
        FileReport total = new FileReport(Path.of("total"));
        files.forEach(total::add);
        return total;
    }

    private void json(JsonText json) {
        json.beginObject();
        json.name("memberRule").value(MEMBER_RULE);
        json.name("dryRun").value(dryRun);
        json.name("complete").value(complete);
        json.name("accounts").value(accounts);
        json.name("accountsRenamed").value(renamed);
        json.name("retries").value(retries);
        json.name("files").beginArray();
        files.forEach(file -> fileObject(json, file, true));
        json.endArray();
        json.name("total");
        fileObject(json, total(), false);
        json.endObject().end();
    }

    private void lines(JsonText json) {
        for (FileReport file : files) {
            fileObject(json, file, true);
            json.end();
        }
        fileObject(json, total(), false);
        json.end();
    }

    private static void fileObject(JsonText json, FileReport report, boolean ofFile) {
        json.beginObject();
        json.name("file");
        if (ofFile) {
            json.value(report.file().toString());
        } else {
            json.nullValue();
        }
        json.name("conversations").value(report.conversations());
        json.name("conversationsComplete").value(report.complete());
        json.name("conversationsOver100Speakers").value(report.overMemberLimit());
        json.name("messages").value(report.messages());
        json.name("imported").value(report.imported());
        json.name("alreadyThere").value(report.alreadyThere());
        json.name("notSelected").value(report.notSelected());
        json.name("members").value(report.members());
        json.name("nonMemberSpeakers").value(report.nonMembers());
        json.name("seconds").value(Math.round(report.time().toNanos() / 1e6) / 1e3);
        json.name("messagesPerSecond").value(Math.round(report.rate()));
        json.name("changes").beginObject();
        for (Change change : Change.values()) {
            json.name(change.field()).value(report.count(change));
        }
        json.endObject();
        json.name("failed").beginArray();
        for (FailedConversation failed : report.failed()) {
            json.beginObject();
            json.name("conversation").value(failed.name());
            json.name("why").value(failed.why());
            json.endObject();
        }
        json.endArray();
        if (ofFile) {
            json.name("unreadable").beginArray();
            for (UnreadableLine line : report.unreadable()) {
                json.beginObject();
                json.name("line").value(line.number());
                json.name("why").value(line.why());
                json.endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    private final class Tables {
        private final OutputOptions output;

        Tables(OutputOptions output) {
            this.output = output;
        }

        void print() {
            FileReport total = total();
            counts(total);
            changes(total);
            failed(total);
            output.out().println();
            output.out().println(MEMBER_RULE);
            output.out()
                    .println(String.format(
                            Locale.ROOT,
                            "%,d of %,d conversations have more than 100 speakers.",
                            total.overMemberLimit(),
                            total.conversations()));
            if (total.notSelected() > 0) {
                output.out()
                        .println(String.format(
                                Locale.ROOT,
                                "%,d messages of conversations beyond --conversations were left out.",
                                total.notSelected()));
            }
        }

        private void counts(FileReport total) {
            Table table = new Table(
                    output.out(),
                    Column.text("FILE"),
                    Column.number("CONVERSATIONS"),
                    Column.number("MESSAGES"),
                    Column.number("IMPORTED"),
                    Column.number("ALREADY THERE"),
                    Column.number("MEMBERS"),
                    Column.number("NON-MEMBERS"),
                    Column.number("TIME"),
                    Column.number("RATE"));
            files.forEach(file -> row(table, file));
            row(table, total);
            table.flush();
        }

        private void row(Table table, FileReport report) {
            Path name = report.file().getFileName();
            table.row(
                    name == null ? report.file() : name,
                    dryRun
                            ? number(report.conversations())
                            : number(report.complete()) + " of " + number(report.conversations()),
                    number(report.messages()),
                    number(report.imported()),
                    number(report.alreadyThere()),
                    number(report.members()),
                    number(report.nonMembers()),
                    String.format(Locale.ROOT, "%.1f s", report.time().toNanos() / 1e9),
                    number(Math.round(report.rate())) + " messages/s");
        }

        private void changes(FileReport total) {
            Table table = new Table(output.out(), Column.number("COUNT"), Column.text("CHANGE"));
            boolean any = renamed > 0;
            for (Change change : Change.values()) {
                if (total.count(change) > 0) {
                    any = true;
                    table.row(number(total.count(change)), change.description());
                }
            }
            if (renamed > 0) {
                table.row(number(renamed), "accounts with another user name than in the source");
            }
            if (any) {
                output.out().println();
                table.flush();
            }
        }

        private void failed(FileReport total) {
            if (total.failed().isEmpty()) {
                return;
            }
            Table table = new Table(output.out(), Column.text("FAILED CONVERSATION"), Column.text("WHY"));
            total.failed().forEach(failed -> table.row(failed.name(), failed.why()));
            output.out().println();
            table.flush();
        }

        private static String number(long number) {
            return String.format(Locale.ROOT, "%,d", number);
        }
    }
}
