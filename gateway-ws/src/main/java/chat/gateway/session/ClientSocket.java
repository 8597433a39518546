package chat.gateway.session;

import chat.client.v1.CloseCode;
import chat.client.v1.ServerFrame;
import chat.gateway.frame.SharedMessage;
import java.util.concurrent.Executor;

/** The client's end as a session sees it. Event loop only, but for {@link #eventLoop}. */
public interface ClientSocket {
    /** Where the session lives. Any thread. */
    Executor eventLoop();

    /** The client is known: the small limits that hold for strangers don't any more. */
    void authenticated();

    /** For the core's log. */
    String clientAddress();

    /** False while the client reads more slowly than it is written to: events must not be written then. */
    boolean isWritable();

    void write(ServerFrame frame);

    void writeEvent(long position, SharedMessage message);

    /** Says why and hangs up; everything written before is delivered first if the client reads at all. */
    void close(CloseCode code, String detail);

    /** Runs a step later, unless the socket is closed by then. */
    void later(long millis, Runnable step);
}
