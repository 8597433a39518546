package chat.ctl.history;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.Times;
import chat.message.v1.Direction;
import chat.message.v1.Message;
import chat.operator.v1.GetChannelRequest;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ListMessagesRequest;
import chat.operator.v1.ListMessagesResponse;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description = "Show the messages of a channel, the newest 50 unless told otherwise.",
        footer = {
            "",
            "Every page is in the audit log with your name and the reason, before you see it.",
            "Messages are written in the order of the direction: newest first going older, oldest first going newer."
        })
final class HistoryShowCommand implements Callable<Integer> {
    private static final int DEFAULT_LIMIT = 50;
    /** So that even a page of the longest messages fits into one answer. */
    private static final int MAX_PAGE = 250;

    private static final String IMPORT = "import:";

    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Parameters(
            paramLabel = "CHANNEL",
            description = "A channel id, or import:NAME for the conversation NAME of an import.")
    private String channel;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why you look, 3 to 500 characters; it goes into the audit log.")
    private String reason;

    @ArgGroup
    private @Nullable Start start;

    /** Where to start: one of the three. */
    static final class Start {
        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "Start at this time: RFC 3339, or a date in UTC. Goes newer unless told otherwise.")
        private @Nullable String from;

        @Option(names = "--before-id", paramLabel = "ID", description = "Go older from this message, without it.")
        private @Nullable Long beforeId;

        @Option(names = "--after-id", paramLabel = "ID", description = "Go newer from this message, without it.")
        private @Nullable Long afterId;
    }

    /** Which way to go; the names are what the option takes. */
    enum Way {
        older,
        newer
    }

    @Option(
            names = "--direction",
            paramLabel = "WAY",
            description = "${COMPLETION-CANDIDATES} (default: older; newer with --from and --after-id).")
    private @Nullable Way direction;

    @ArgGroup
    private @Nullable HowMany howMany;

    /** How many messages: a number, or all. */
    static final class HowMany {
        @Option(names = "--limit", paramLabel = "N", description = "At most N messages (default: 50).")
        private @Nullable Integer limit;

        @Option(names = "--all", description = "Every message of that direction; they are written as they come.")
        private boolean all;
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ListMessagesRequest.Builder request = request();
        long left = limit();
        try (OperatorClient client = connection.open()) {
            request.setChannelId(channelId(client));
            HistoryWriter writer = HistoryWriter.to(output, request.getChannelId());
            boolean more = true;
            while (more) {
                ListMessagesRequest page =
                        request.setPageSize((int) Math.min(left, MAX_PAGE)).build();
                ListMessagesResponse answer =
                        client.call(HistoryAdminServiceGrpc::newBlockingStub, stub -> stub.listMessages(page));
                List<Message> messages = answer.getMessagesList();
                writer.write(messages.subList(0, (int) Math.min(messages.size(), left)), answer.getProfilesList());
                left -= messages.size();
                request.setPageToken(answer.getNextPageToken());
                more = left > 0 && !answer.getNextPageToken().isEmpty();
            }
            writer.end();
        }
        return ExitCode.OK.number();
    }

    private ListMessagesRequest.Builder request() {
        ListMessagesRequest.Builder request = ListMessagesRequest.newBuilder().setReason(reason);
        Way way = direction;
        if (start != null && start.from != null) {
            try {
                request.setTimeMillis(Times.parse(start.from).toEpochMilli());
            } catch (IllegalArgumentException notATime) {
                throw wrong("--from: " + notATime.getMessage());
            }
            way = way == null ? Way.newer : way;
        } else if (start != null && start.beforeId != null) {
            request.setMessageId(start.beforeId);
            if (way == Way.newer) {
                throw wrong("--before-id goes older: use --after-id to go newer");
            }
        } else if (start != null && start.afterId != null) {
            request.setMessageId(start.afterId);
            if (way == Way.older) {
                throw wrong("--after-id goes newer: use --before-id to go older");
            }
            way = Way.newer;
        }
        return request.setDirection(way == Way.newer ? Direction.DIRECTION_NEWER : Direction.DIRECTION_OLDER);
    }

    private long limit() {
        if (howMany == null) {
            return DEFAULT_LIMIT;
        }
        if (howMany.all || howMany.limit == null) {
            return Long.MAX_VALUE;
        }
        if (howMany.limit < 1) {
            throw wrong("--limit must be 1 or more, not " + howMany.limit);
        }
        return howMany.limit;
    }

    private long channelId(OperatorClient client) {
        if (channel.startsWith(IMPORT)) {
            GetChannelRequest request = GetChannelRequest.newBuilder()
                    .setImportName(channel.substring(IMPORT.length()))
                    .setReason(reason)
                    .build();
            return client.call(HistoryAdminServiceGrpc::newBlockingStub, stub -> stub.getChannel(request))
                    .getChannel()
                    .getChannelId();
        }
        try {
            return Long.parseLong(channel);
        } catch (NumberFormatException notAnId) {
            throw wrong("'" + channel + "' is not a channel: expected an id or import:NAME");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
