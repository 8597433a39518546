package chat.core.presence;

import chat.presence.v1.GetPresenceRequest;
import chat.presence.v1.GetPresenceResponse;
import chat.presence.v1.PresenceServiceGrpc;
import chat.runtime.grpc.UnaryReply;
import io.grpc.stub.StreamObserver;

/** {@code chat.presence.v1.PresenceService}: any user may ask about any; there are no privacy settings yet. The caller's token is checked before. */
final class PresenceGrpcService extends PresenceServiceGrpc.PresenceServiceImplBase {
    private final PresenceLookup lookup;

    PresenceGrpcService(PresenceLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public void getPresence(GetPresenceRequest request, StreamObserver<GetPresenceResponse> replies) {
        UnaryReply.send(replies, () -> lookup.find(request.getUserIdsList())
                .thenApply(found ->
                        GetPresenceResponse.newBuilder().addAllPresences(found).build()));
    }
}
