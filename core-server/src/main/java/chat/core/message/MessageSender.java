package chat.core.message;

import chat.gateway.v1.Send;
import chat.gateway.v1.Sent;
import java.util.concurrent.CompletionStage;

/** Accepts texts for channels whose slots this node owns. Safe from any thread; never blocks. */
public interface MessageSender {
    /**
     * Completes with the message's id when it is durable and its fan-out is certain; sends of one channel complete in order of admission.
     * Fails with ChatException: NOT_OWNER, NO_OWNER, CHANNEL_NOT_FOUND, NOT_A_MEMBER, TEXT_*, CLIENT_MESSAGE_ID_*, CHANNEL_IMPORTING,
     * RATE_LIMITED, OVERLOADED, STORE_UNAVAILABLE, TIMEOUT.
     */
    CompletionStage<Sent> send(Send send);
}
