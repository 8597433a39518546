package chat.core.forward;

import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Brings a unary request to the owner of a slot. Users and operators may call any core node; what must happen at the slot's owner goes through
 * here. Safe from any thread; never blocks.
 *
 * <pre>{@code
 * public void getInbox(GetInboxRequest request, StreamObserver<GetInboxResponse> replies) {
 *     UnaryReply.send(replies, () -> forwarder.route(slot, request, InboxServiceGrpc.getGetInboxMethod(), this::local));
 * }
 * }</pre>
 */
public interface Forwarder {
    /**
     * Runs the request here when this node owns the slot, else at the owner, which gets the caller's {@code authorization},
     * {@code x-request-id} and {@code x-chat-client-address}, and the cluster secret. Must be called within the request's gRPC context, that is on the thread
     * that the service method was called on.
     *
     * <p>A refusal with NOT_OWNER or NO_OWNER, here or there, is repeated with a short jittered pause for some seconds or until the request's
     * deadline: a slot that moves costs its callers a pause and no error. Not so when {@link chat.core.slot.SlotTenure#check()} refused (metadata
     * {@code outcome=unknown}): something may have been written, so the caller has to decide. A request that was forwarded already is never forwarded again.
     *
     * @param local what the owner does; asks {@link chat.core.slot.SlotOwnership#tenure} first and lets its refusal through. May be called several times
     * @return the answer, or a failure with ChatException: what {@code local} fails with, NOT_OWNER or NO_OWNER when the time is up,
     *     CORE_UNREACHABLE, TIMEOUT
     */
    <Q, A> CompletionStage<A> route(
            int slot, Q request, MethodDescriptor<Q, A> method, Function<Q, CompletionStage<A>> local);
}
