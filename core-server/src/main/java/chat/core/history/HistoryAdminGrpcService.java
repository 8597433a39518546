package chat.core.history;

import chat.account.v1.Profile;
import chat.core.account.Accounts;
import chat.core.audit.Audit;
import chat.core.audit.OperatorCaller;
import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.imports.ImportStore;
import chat.core.message.HistoryStart;
import chat.core.message.MessageHistory;
import chat.core.page.PageLimits;
import chat.core.page.PageTokens;
import chat.error.v1.ErrorReason;
import chat.message.v1.Message;
import chat.operator.v1.GetChannelRequest;
import chat.operator.v1.GetChannelResponse;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ListMessagesRequest;
import chat.operator.v1.ListMessagesResponse;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code chat.operator.v1.HistoryAdminService}. Any node answers; the look is recorded before anything is read out. */
public final class HistoryAdminGrpcService extends HistoryAdminServiceGrpc.HistoryAdminServiceImplBase {
    private static final String LIST = "admin-messages";
    private static final PageLimits LIMITS = new PageLimits(50, 1_000);
    private static final int MIN_REASON = 3;
    private static final int MAX_REASON = 500;

    private final ChannelStore channels;
    private final MessageHistory history;
    private final ImportStore imports;
    private final Accounts accounts;
    private final Audit audit;
    private final PageTokens tokens;

    public HistoryAdminGrpcService(
            ChannelStore channels,
            MessageHistory history,
            ImportStore imports,
            Accounts accounts,
            Audit audit,
            PageTokens tokens) {
        this.channels = channels;
        this.history = history;
        this.imports = imports;
        this.accounts = accounts;
        this.audit = audit;
        this.tokens = tokens;
    }

    @Override
    public void getChannel(GetChannelRequest request, StreamObserver<GetChannelResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            String reason = reason(request.getReason());
            return channelId(request).thenCompose(this::find).thenCompose(channel -> audit.record(
                            caller, "history.channel", "channel/" + channel.channelId(), reason)
                    .thenCompose(recorded -> profiles(channel.members().keySet()))
                    .thenApply(profiles -> response(channel, profiles)));
        });
    }

    private static GetChannelResponse response(ChannelState channel, Map<Long, Profile> profiles) {
        return GetChannelResponse.newBuilder()
                .setChannel(channel.toProto())
                .addAllProfiles(profiles.values())
                .setImportName(
                        channel.imported() == null ? "" : channel.imported().name())
                .build();
    }

    private CompletionStage<Long> channelId(GetChannelRequest request) {
        if (request.getImportName().isEmpty()) {
            if (request.getChannelId() == 0) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_FIELD_MISSING, "say which channel: channel_id or import_name");
            }
            return CompletableFuture.completedFuture(request.getChannelId());
        }
        if (request.getChannelId() != 0) {
            throw new ChatException(ErrorReason.ERROR_REASON_FIELD_INVALID, "give channel_id or import_name, not both");
        }
        return imports.channel(request.getImportName(), null)
                .thenApply(found -> found.orElseThrow(() -> notFound("import " + request.getImportName())));
    }

    private CompletionStage<ChannelState> find(long channelId) {
        return channels.find(channelId).thenApply(found -> found.orElseThrow(() -> notFound(Long.toString(channelId))));
    }

    private static ChatException notFound(String what) {
        return new ChatException(ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND, "there is no channel " + what);
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> replies) {
        UnaryReply.send(replies, () -> {
            OperatorCaller caller = OperatorCaller.current();
            String reason = reason(request.getReason());
            int size = LIMITS.size(request.getPageSize());
            HistoryStart start = start(request);
            Object[] parameters = {caller.name(), request.getChannelId(), start.older(), start.key()};
            long from = request.getPageToken().isEmpty()
                    ? start.fromId()
                    : tokens.openNumber(request.getPageToken(), LIST, parameters);
            return find(request.getChannelId())
                    .thenCompose(
                            channel -> audit.record(caller, "history.list", "channel/" + channel.channelId(), reason))
                    .thenCompose(recorded -> history.page(request.getChannelId(), from, start.older(), 0, size))
                    .thenCompose(page -> profiles(senders(page.messages()))
                            .thenApply(profiles -> response(page, profiles, parameters)));
        });
    }

    private ListMessagesResponse response(MessageHistory.Page page, Map<Long, Profile> profiles, Object[] parameters) {
        ListMessagesResponse.Builder response = ListMessagesResponse.newBuilder()
                .addAllMessages(page.messages())
                .addAllProfiles(profiles.values());
        if (page.more()) {
            long last = page.messages().get(page.messages().size() - 1).getMessageId();
            response.setNextPageToken(tokens.seal(Long.toString(last), LIST, parameters));
        }
        return response.build();
    }

    private static HistoryStart start(ListMessagesRequest request) {
        boolean older = HistoryStart.older(request.getDirection());
        return switch (request.getStartCase()) {
            case MESSAGE_ID -> HistoryStart.nextTo(request.getMessageId(), older);
            case TIME_MILLIS -> HistoryStart.at(request.getTimeMillis(), older);
            case START_NOT_SET -> HistoryStart.end(older);
        };
    }

    private static Set<Long> senders(List<Message> messages) {
        Set<Long> senders = new TreeSet<>();
        messages.forEach(message -> senders.add(message.getSenderId()));
        return senders;
    }

    private CompletionStage<Map<Long, Profile>> profiles(Set<Long> userIds) {
        return userIds.isEmpty() ? CompletableFuture.completedFuture(Map.of()) : accounts.profiles(userIds);
    }

    /** The reason without blanks around it. */
    private static String reason(String given) {
        String reason = given.strip();
        int length = reason.codePointCount(0, reason.length());
        if (length < MIN_REASON) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_REASON_MISSING,
                    "say why you look: reason must be " + MIN_REASON + " to " + MAX_REASON + " code points");
        }
        if (length > MAX_REASON) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "reason must be " + MIN_REASON + " to " + MAX_REASON + " code points; it has " + length);
        }
        return reason;
    }
}
