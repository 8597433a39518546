package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.account.v1.Profile;
import chat.message.v1.Direction;
import chat.message.v1.MembershipChange;
import chat.message.v1.Message;
import chat.operator.v1.AuditEntry;
import chat.operator.v1.ListMessagesRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryCommandTest {
    private static final String[] SHOW = {"history", "show", "77", "--reason", "ticket 4711"};

    private final FakeOperatorServer server = new FakeOperatorServer();

    @TempDir
    Path folder;

    private CommandRun run;

    @BeforeEach
    void logIn() {
        run = CommandRun.against(server, folder);
        server.profiles.add(Profile.newBuilder()
                .setUserId(1)
                .setUsername("anna")
                .setDisplayName("安娜")
                .build());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void say(String text) {
        int id = server.messages.size() + 1;
        server.messages.add(Message.newBuilder()
                .setMessageId(id)
                .setChannelId(77)
                .setSenderId(id % 2 == 1 ? 1 : 2)
                .setSentAtMillis(CommandRun.NOW.toEpochMilli() + id)
                .setText(text)
                .build());
    }

    private int show(String... more) {
        String[] all = java.util.Arrays.copyOf(SHOW, SHOW.length + more.length);
        System.arraycopy(more, 0, all, SHOW.length, more.length);
        return run.execute(all);
    }

    private ListMessagesRequest request(int number) {
        return (ListMessagesRequest) server.requests.get(number);
    }

    @Test
    void show_table_isNewestFirstAndAlignsWideCharacters() {
        say("one");
        say("two");

        assertThat(show()).isZero();

        assertThat(run.out)
                .isEqualTo(
                        """
                        SENT                      MESSAGE  SENDER  TEXT
                        2026-11-24T10:00:00.002Z        2  2       two
                        2026-11-24T10:00:00.001Z        1  安娜    one
                        """);
        assertThat(request(0).getReason()).isEqualTo("ticket 4711");
        assertThat(request(0).getPageSize()).isEqualTo(50);
    }

    @Test
    void show_hostileText_reachesTheTerminalHarmless() {
        say("\u001b]0;owned\u0007\u001b[2J\r\nfake line\t\u009b31m\u202eevil\u2028\u0000\ufeff");
        server.profiles.set(
                0,
                server.profiles.get(0).toBuilder()
                        .setDisplayName("a\u001b[31m\n")
                        .build());

        assertThat(show()).isZero();
        assertThat(run.out.lines()).hasSize(2);
        assertThat(run.out)
                .contains("\\x1b]0;owned\\x07\\x1b[2J\\r\\nfake line\\t\\x9b31m\\u202eevil\\u2028\\x00\\ufeff")
                .contains("a\\x1b[31m\\n");

        for (String format : new String[] {"table", "json", "jsonl"}) {
            assertThat(show("-o", format)).isZero();
            assertThat(run.out.codePoints().filter(c -> c != '\n'))
                    .noneMatch(c -> Character.getType(c) == Character.CONTROL || c == 0x202e || c == 0x2028);
        }
        assertThat(run.out)
                .contains(
                        "\"text\":\"\\u001b]0;owned\\u0007\\u001b[2J\\r\\nfake line\\t\\u009b31m\\u202eevil\\u2028\\u0000\\ufeff\"");
    }

    @Test
    void show_all_readsEveryPageInOrder() {
        for (int i = 1; i <= 600; i++) {
            say("message " + i);
        }

        assertThat(show("--all", "--direction", "newer", "-o", "jsonl")).isZero();

        assertThat(run.out.lines()).hasSize(600);
        assertThat(run.out).startsWith("{\"messageId\":\"1\",\"channelId\":\"77\",\"senderId\":\"1\"");
        assertThat(run.out).contains("\"sender\":{\"userId\":\"1\",\"username\":\"anna\",\"displayName\":\"安娜\"}");
        assertThat(run.out).contains("\"sender\":null");
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void show_limit_isKeptOverPages() {
        for (int i = 1; i <= 600; i++) {
            say("message " + i);
        }

        assertThat(show("--limit", "260", "-o", "jsonl")).isZero();

        assertThat(run.out.lines()).hasSize(260);
    }

    @Test
    void show_json_isOneDocument() {
        say("one \"quoted\" \\ 😀");

        assertThat(show("-o", "json")).isZero();

        assertThat(run.out)
                .startsWith("{\n  \"channelId\": \"77\",\n  \"messages\": [\n    {\n")
                .contains("\"text\": \"one \\\"quoted\\\" \\\\ 😀\"")
                .endsWith("    }\n  ]\n}\n");
    }

    @Test
    void show_importName_findsTheChannel() {
        say("one");

        assertThat(run.execute("history", "show", "import:talk", "--reason", "why not"))
                .isZero();
        assertThat(request(1).getChannelId()).isEqualTo(77);

        assertThat(run.execute("history", "show", "import:other", "--reason", "why not"))
                .isEqualTo(5);
        assertThat(run.err).contains("CHANNEL_NOT_FOUND");
    }

    @Test
    void show_start_choosesPlaceAndDirection() {
        assertThat(show("--from", "2018-02-27")).isZero();
        assertThat(show("--from", "2018-02-27T01:00:00+01:00", "--direction", "older"))
                .isZero();
        assertThat(show("--before-id", "5")).isZero();
        assertThat(show("--after-id", "5")).isZero();

        assertThat(request(0).getTimeMillis()).isEqualTo(1519689600000L);
        assertThat(request(0).getDirection()).isEqualTo(Direction.DIRECTION_NEWER);
        assertThat(request(1).getTimeMillis()).isEqualTo(1519689600000L);
        assertThat(request(1).getDirection()).isEqualTo(Direction.DIRECTION_OLDER);
        assertThat(request(2).getMessageId()).isEqualTo(5);
        assertThat(request(2).getDirection()).isEqualTo(Direction.DIRECTION_OLDER);
        assertThat(request(3).getDirection()).isEqualTo(Direction.DIRECTION_NEWER);
    }

    @Test
    void show_contradictions_areUsage() {
        assertThat(run.execute("history", "show", "77")).isEqualTo(2);
        assertThat(run.execute("history", "show", "lobby", "--reason", "why")).isEqualTo(2);
        assertThat(show("--before-id", "5", "--direction", "newer")).isEqualTo(2);
        assertThat(show("--after-id", "5", "--direction", "older")).isEqualTo(2);
        assertThat(show("--after-id", "5", "--before-id", "5")).isEqualTo(2);
        assertThat(show("--limit", "0")).isEqualTo(2);
        assertThat(show("--limit", "5", "--all")).isEqualTo(2);
        assertThat(show("--from", "noon")).isEqualTo(2);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void show_changesOfTheChannel_standInBrackets() {
        server.messages.add(Message.newBuilder()
                .setMessageId(1)
                .setSenderId(1)
                .setMembershipChange(MembershipChange.newBuilder()
                        .setKind(MembershipChange.Kind.KIND_ADDED)
                        .addUserIds(3)
                        .addUserIds(4))
                .build());

        assertThat(show()).isZero();

        assertThat(run.out).contains("[added: 3, 4]");
    }

    @Test
    void audit_list_showsEntriesOfTheDay() {
        server.audit.add(AuditEntry.newBuilder()
                .setAuditId(1)
                .setTimeMillis(CommandRun.NOW.toEpochMilli())
                .setOperator("root")
                .setAction("history.list")
                .setTarget("channel/77")
                .setReason("ticket\u001b[2J")
                .setAddress("127.0.0.1")
                .build());

        assertThat(run.execute("audit", "list")).isZero();
        assertThat(run.out)
                .contains("2026-11-24T10:00:00Z  root      history.list  channel/77  127.0.0.1  ticket\\x1b[2J");

        assertThat(run.execute("audit", "list", "-o", "json")).isZero();
        assertThat(run.out)
                .startsWith("{\n  \"date\": \"2026-11-24\",\n  \"entries\": [")
                .contains("\"time\": \"2026-11-24T10:00:00Z\"");
    }
}
