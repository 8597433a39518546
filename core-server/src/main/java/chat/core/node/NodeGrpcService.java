package chat.core.node;

import chat.core.inbox.InboxAppender;
import chat.node.v1.FanOutRequest;
import chat.node.v1.FanOutResponse;
import chat.node.v1.GetPresenceRequest;
import chat.node.v1.GetPresenceResponse;
import chat.node.v1.NodeServiceGrpc;
import chat.presence.v1.Presence;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@code chat.node.v1.NodeService}: for core nodes, calls carry the cluster secret. */
public final class NodeGrpcService extends NodeServiceGrpc.NodeServiceImplBase {
    private final InboxAppender inboxes;
    private final Function<List<Long>, CompletionStage<List<Presence>>> presences;

    /** @param presences of users that this node owns, in the order asked; fails with NOT_OWNER */
    public NodeGrpcService(InboxAppender inboxes, Function<List<Long>, CompletionStage<List<Presence>>> presences) {
        this.inboxes = inboxes;
        this.presences = presences;
    }

    @Override
    public StreamObserver<FanOutRequest> fanOut(StreamObserver<FanOutResponse> responses) {
        return FanOutStream.open((ServerCallStreamObserver<FanOutResponse>) responses, inboxes);
    }

    @Override
    public void getPresence(GetPresenceRequest request, StreamObserver<GetPresenceResponse> replies) {
        UnaryReply.send(replies, () -> presences
                .apply(request.getUserIdsList())
                .thenApply(found ->
                        GetPresenceResponse.newBuilder().addAllPresences(found).build()));
    }
}
