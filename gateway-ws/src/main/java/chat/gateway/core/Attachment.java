package chat.gateway.core;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the router knows of one session. Router loop only. */
final class Attachment {
    /** Where it stands with the cores. */
    enum State {
        /** No core knows it; an attempt is due. */
        WAITING,
        /** A core was asked. */
        ATTACHING,
        /** Its user's owner sends it deliveries. */
        ATTACHED
    }

    final SessionPeer peer;
    /** What the client brought. */
    final String accessToken;
    /** What the client brought. */
    final OptionalLong cursor;

    State state = State.WAITING;
    /** While ATTACHING or ATTACHED. */
    @Nullable
    CoreLink link;

    /** Routes by it; before the first answer it is what the token claims, 0 when that can't be read. */
    long userId;

    long deviceId;
    /** Whether a core has accepted its token: from then on it is attached by identity. */
    boolean known;

    boolean gone;
    int attempts;
    /** When a session without owner is given up, on the nano clock. */
    long giveUpAtNanos;

    Attachment(SessionPeer peer, String accessToken, OptionalLong cursor) {
        this.peer = peer;
        this.accessToken = accessToken;
        this.cursor = cursor;
    }

    boolean isAttachedTo(CoreLink other) {
        return state == State.ATTACHED && link == other;
    }
}
