package chat.ctl.users;

import chat.channel.v1.Channel;
import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputFormat;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.ProtoJson;
import chat.operator.v1.GetUserRequest;
import chat.operator.v1.GetUserResponse;
import chat.operator.v1.ListUserChannelsRequest;
import chat.operator.v1.ListUserChannelsResponse;
import chat.operator.v1.UserAdminServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "show", description = "Show one account with its devices. The look is in the audit log.")
final class UsersShowCommand implements Callable<Integer> {
    private static final int PAGE = 200;

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "NAME|ID",
            description = "A number is an id, anything else a user name; name:TEXT is always a name.")
    private String who;

    @Option(names = "--channels", description = "Show the channels too.")
    private boolean channels;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        GetUserRequest request = request();
        try (OperatorClient client = connection.open()) {
            GetUserResponse user = client.call(UserAdminServiceGrpc::newBlockingStub, stub -> stub.getUser(request));
            List<Channel> found = channels ? channels(client, user.getProfile().getUserId()) : null;
            if (output.format() == OutputFormat.table) {
                new UserTables(output.out()).print(user, found);
            } else {
                json(user, found);
            }
        }
        return ExitCode.OK.number();
    }

    private GetUserRequest request() {
        GetUserRequest.Builder request = GetUserRequest.newBuilder();
        if (who.startsWith("name:")) {
            return request.setUsername(who.substring("name:".length())).build();
        }
        if (!who.matches("\\d+")) {
            return request.setUsername(who).build();
        }
        try {
            return request.setUserId(Long.parseLong(who)).build();
        } catch (NumberFormatException tooLarge) {
            throw new ParameterException(
                    spec.commandLine(), "'" + who + "' is too large for an id: write name:" + who + " for a user name");
        }
    }

    private static List<Channel> channels(OperatorClient client, long userId) {
        List<Channel> all = new ArrayList<>();
        String token = "";
        do {
            ListUserChannelsRequest request = ListUserChannelsRequest.newBuilder()
                    .setUserId(userId)
                    .setPageSize(PAGE)
                    .setPageToken(token)
                    .build();
            ListUserChannelsResponse page =
                    client.call(UserAdminServiceGrpc::newBlockingStub, stub -> stub.listUserChannels(request));
            all.addAll(page.getChannelsList());
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    private void json(GetUserResponse user, @Nullable List<Channel> found) {
        JsonText json = output.json();
        json.beginObject();
        ProtoJson.writeFields(json, user);
        if (found != null) {
            json.name("channels").beginArray();
            found.forEach(channel -> ProtoJson.write(json, channel));
            json.endArray();
        }
        json.endObject().end();
    }
}
