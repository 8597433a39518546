package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.ctl.failure.ExitCode;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListAuditEntriesResponse;
import chat.operator.v1.ListMessagesResponse;
import chat.operator.v1.ListNodesResponse;
import chat.operator.v1.ListUserChannelsResponse;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/chatctl.md names what there is: no less, and no more. */
final class DocsTest {
    private static final Set<String> NOT_FIELDS = Set.of("nextPageToken", "profiles");

    @TempDir
    Path folder;

    private final String docs;

    DocsTest() throws IOException {
        docs = Files.readString(Path.of("..", "docs", "chatctl.md"));
    }

    private CommandLine chatctl() {
        return Chatctl.commandLine(new CommandRun(folder).surroundings());
    }

    @Test
    void docs_commands_areThoseThatExist() {
        Set<String> existing = new TreeSet<>();
        collectCommands(chatctl().getCommandSpec(), "", existing);

        assertThat(firstCells("\\| `([a-z ]+)` \\| [^|]* \\| [A-Z]* ?\\|")).isEqualTo(existing);
    }

    private static void collectCommands(CommandSpec command, String path, Set<String> found) {
        command.subcommands().forEach((name, sub) -> {
            String whole = (path + " " + name).strip();
            if (sub.getSubcommands().isEmpty()) {
                found.add(whole);
            } else {
                collectCommands(sub.getCommandSpec(), whole, found);
            }
        });
    }

    @Test
    void docs_options_areThoseThatExist() {
        Set<String> existing = new TreeSet<>();
        collectOptions(chatctl().getCommandSpec(), existing);
        Set<String> named = new TreeSet<>();
        Matcher option = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]+").matcher(docs);
        while (option.find()) {
            named.add(option.group());
        }

        assertThat(named).isEqualTo(existing);
    }

    private static void collectOptions(CommandSpec command, Set<String> found) {
        command.options().forEach(option -> found.add(option.longestName()));
        command.subcommands().values().forEach(sub -> collectOptions(sub.getCommandSpec(), found));
    }

    @Test
    void docs_exitCodes_areThoseThatExist() {
        Matcher row = Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z_]+) \\|").matcher(docs);
        Set<String> named = new TreeSet<>();
        while (row.find()) {
            named.add(row.group(2) + " " + row.group(1));
        }

        assertThat(named)
                .isEqualTo(Set.of(ExitCode.values()).stream()
                        .map(code -> code.name() + " " + code.number())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void docs_fieldsOfMessages_areAllNamed() {
        Set<String> fields = new TreeSet<>();
        for (Descriptor descriptor : Set.of(
                ListNodesResponse.getDescriptor(),
                GetUserResponse.getDescriptor(),
                ListUserChannelsResponse.getDescriptor(),
                ListMessagesResponse.getDescriptor(),
                ListAuditEntriesResponse.getDescriptor())) {
            collectFields(descriptor, fields);
        }
        fields.removeAll(NOT_FIELDS);

        assertThat(fields).allSatisfy(field -> assertThat(docs).contains("`" + field + "`"));
    }

    private static void collectFields(Descriptor descriptor, Set<String> found) {
        for (FieldDescriptor field : descriptor.getFields()) {
            found.add(field.getJsonName());
            if (field.getJsonName().endsWith("AtMillis")) {
                found.add(field.getJsonName().replace("Millis", ""));
            }
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                collectFields(field.getMessageType(), found);
            }
        }
    }

    @Test
    void docs_fieldsOfTheReport_areAllNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jsonl"), "not json\n");
        CommandRun run = new CommandRun(folder);
        assertThat(run.execute("import", "--dry-run", "-o", "json", file.toString()))
                .isEqualTo(ExitCode.PARTIAL.number());
        Set<String> fields = new TreeSet<>();
        collectFields(JsonParser.parseString(run.out), fields);

        assertThat(fields).hasSizeGreaterThan(30).allSatisfy(field -> assertThat(docs)
                .contains("`" + field + "`"));
    }

    private static void collectFields(JsonElement json, Set<String> found) {
        if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(element -> collectFields(element, found));
        } else if (json.isJsonObject()) {
            json.getAsJsonObject().entrySet().forEach(entry -> {
                found.add(entry.getKey());
                collectFields(entry.getValue(), found);
            });
        }
    }

    private Set<String> firstCells(String row) {
        Matcher matcher = Pattern.compile("(?m)^" + row).matcher(docs);
        Set<String> cells = new TreeSet<>();
        while (matcher.find()) {
            cells.add(matcher.group(1));
        }
        return cells;
    }
}
