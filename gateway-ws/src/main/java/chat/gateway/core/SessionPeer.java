package chat.gateway.core;

import chat.error.v1.Error;
import chat.gateway.frame.SharedMessage;
import chat.gateway.v1.Attached;
import chat.gateway.v1.Page;
import java.util.concurrent.Executor;

/** A client's session as the router sees it. Everything but the first group runs on the session's {@link #executor}, in order. */
public interface SessionPeer {
    /** Unique for the life of the process. Any thread. */
    long id();

    /** When it authenticated, milliseconds since 1970. Any thread. */
    long openedAtMillis();

    /** Where this session's callbacks run: its event loop. Any thread. */
    Executor executor();

    /** The highest position written to the socket. Any thread; may be behind by what is being written. */
    long lastWritten();

    /** Whether the client was heard of since the last call. Router loop. */
    boolean takeHeard();

    /** The owner of the user knows the session: for the first time, or anew after {@link #detached}. */
    void attached(Attached attached);

    /** No core knows the session at the moment: no deliveries, no pulls, until {@link #attached}. */
    void detached();

    /** The session can't be attached, and the router has forgotten it. */
    void refused(Error error);

    void delivered(long position, SharedMessage message);

    /** Answers a pull of what follows {@code after}. */
    void page(long after, Page page);

    void pullFailed(Error error);

    /** The session must end, and the router has forgotten it. */
    void kicked(int closeCode, String detail);
}
