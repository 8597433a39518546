package chat.gateway.core;

import chat.error.v1.Error;
import chat.gateway.v1.Sent;

/** What becomes of one send; exactly one of the two, on the session's executor. */
public interface SendReply {
    void sent(Sent sent);

    /** Refused, or given up after the deadline: then retryable, under the same client message id. */
    void failed(Error error);
}
