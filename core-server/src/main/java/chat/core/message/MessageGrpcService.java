package chat.core.message;

import chat.core.account.Identity;
import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.page.PageLimits;
import chat.core.page.PageTokens;
import chat.error.v1.ErrorReason;
import chat.message.v1.ListMessagesRequest;
import chat.message.v1.ListMessagesResponse;
import chat.message.v1.MessageServiceGrpc;
import chat.runtime.error.ChatException;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;

/** {@code chat.message.v1.MessageService}: a member reads what came since they joined. Any node answers. */
final class MessageGrpcService extends MessageServiceGrpc.MessageServiceImplBase {
    private static final String LIST = "messages";
    private static final PageLimits LIMITS = new PageLimits(50, 200);

    private final ChannelStore channels;
    private final MessageHistory history;
    private final PageTokens tokens;

    MessageGrpcService(ChannelStore channels, MessageHistory history, PageTokens tokens) {
        this.channels = channels;
        this.history = history;
        this.tokens = tokens;
    }

    @Override
    public void listMessages(ListMessagesRequest request, StreamObserver<ListMessagesResponse> replies) {
        UnaryReply.send(replies, () -> list(Identity.current().userId(), request));
    }

    private CompletionStage<ListMessagesResponse> list(long userId, ListMessagesRequest request) {
        int size = LIMITS.size(request.getPageSize());
        HistoryStart start = start(request);
        Object[] parameters = {userId, request.getChannelId(), start.older(), start.key()};
        long from = request.getPageToken().isEmpty()
                ? start.fromId()
                : tokens.openNumber(request.getPageToken(), LIST, parameters);
        return channels.find(request.getChannelId())
                .thenCompose(found -> {
                    ChannelState channel = found.orElseThrow(() -> new ChatException(
                            ErrorReason.ERROR_REASON_CHANNEL_NOT_FOUND,
                            "there is no channel " + request.getChannelId()));
                    long joined = channel.member(userId).joinedMessageId();
                    return history.page(channel.channelId(), from, start.older(), joined, size);
                })
                .thenApply(page -> {
                    ListMessagesResponse.Builder response =
                            ListMessagesResponse.newBuilder().addAllMessages(page.messages());
                    if (page.more()) {
                        long last =
                                page.messages().get(page.messages().size() - 1).getMessageId();
                        response.setNextPageToken(tokens.seal(Long.toString(last), LIST, parameters));
                    }
                    return response.build();
                });
    }

    private static HistoryStart start(ListMessagesRequest request) {
        boolean older = HistoryStart.older(request.getDirection());
        return switch (request.getStartCase()) {
            case MESSAGE_ID -> HistoryStart.nextTo(request.getMessageId(), older);
            case TIME_MILLIS -> HistoryStart.at(request.getTimeMillis(), older);
            case START_NOT_SET -> HistoryStart.end(older);
        };
    }
}
