package chat.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import chat.account.v1.Device;
import chat.account.v1.Profile;
import chat.channel.v1.Channel;
import chat.channel.v1.ChannelKind;
import chat.channel.v1.Member;
import chat.channel.v1.MemberRole;
import chat.operator.v1.DeviceStatus;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersCommandTest {
    private static final long ID = 7_123_456_789_012_345_678L;

    private final FakeOperatorServer server = new FakeOperatorServer();

    @TempDir
    Path folder;

    private CommandRun run;

    @BeforeEach
    void logIn() {
        run = CommandRun.against(server, folder);
        server.user = GetUserResponse.newBuilder()
                .setProfile(
                        Profile.newBuilder().setUserId(ID).setUsername("anna").setDisplayName("Anna 安娜"))
                .setCreatedAtMillis(CommandRun.NOW.toEpochMilli())
                .setLastPosition(50)
                .setSlot(17)
                .setOwner("core-1")
                .addDevices(DeviceStatus.newBuilder()
                        .setDevice(Device.newBuilder().setDeviceId(9).setName("phone"))
                        .setCursor(48)
                        .setGatewayId("gateway-1"))
                .build();
        for (int i = 1; i <= 3; i++) {
            server.channels.add(Channel.newBuilder()
                    .setChannelId(i)
                    .setKind(ChannelKind.CHANNEL_KIND_GROUP)
                    .setTitle("group " + i)
                    .addMembers(Member.newBuilder().setUserId(ID).setRole(MemberRole.MEMBER_ROLE_OWNER))
                    .build());
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void show_table_tellsAccountAndDevices() {
        assertThat(run.execute("users", "show", "anna")).isZero();

        assertThat(run.out)
                .contains("user id        " + ID)
                .contains("display name   Anna 安娜")
                .contains("created        2026-11-24T10:00:00Z")
                .contains("DEVICE  NAME   LAST SEEN  CURSOR  BEHIND  GATEWAY    ATTACHED")
                .contains("     9  phone  -              48       2  gateway-1  -")
                .doesNotContain("CHANNEL");
    }

    @Test
    void show_channels_readsEveryPage() {
        assertThat(run.execute("users", "show", "anna", "--channels")).isZero();

        assertThat(run.out)
                .contains("group 1")
                .contains("group 2")
                .contains("group 3")
                .contains("OWNER");
    }

    @Test
    void show_json_hasIdsAsStringsAndTimesInBothForms() {
        assertThat(run.execute("users", "show", "anna", "--channels", "-o", "jsonl"))
                .isZero();

        assertThat(run.out.lines()).hasSize(1);
        assertThat(run.out)
                .contains("\"userId\":\"" + ID + "\"")
                .contains("\"createdAt\":\"2026-11-24T10:00:00Z\"")
                .contains("\"deletedAtMillis\":\"0\",\"deletedAt\":null")
                .contains("\"displayName\":\"Anna 安娜\"")
                .contains("\"channels\":[{\"channelId\":\"1\"");
    }

    @Test
    void show_numberOrPrefix_choosesIdOrName() {
        assertThat(run.execute("users", "show", "42")).isZero();
        assertThat(run.execute("users", "show", "name:42")).isZero();

        assertThat(server.requests)
                .containsExactly(
                        GetUserRequest.newBuilder().setUserId(42).build(),
                        GetUserRequest.newBuilder().setUsername("42").build());
    }

    @Test
    void show_unknown_isNotFound() {
        server.user = null;

        assertThat(run.execute("users", "show", "nobody")).isEqualTo(5);

        assertThat(run.err).contains("there is no such account (USER_NOT_FOUND)");
    }

    @Test
    void show_numberTooLarge_isUsage() {
        assertThat(run.execute("users", "show", "99999999999999999999")).isEqualTo(2);

        assertThat(run.err).contains("name:99999999999999999999");
    }
}
