package chat.core.session;

import chat.core.account.Identity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One attachment of a device through a gateway's stream. */
final class Session {
    private final GatewayStream stream;
    private final long id;
    private final long openedAtMillis;
    private final Instant attachedAt;

    /** Known once the credential is verified. */
    private volatile @Nullable Identity identity;

    /** The client or its gateway is gone: what is still under way for the session is dropped. */
    private volatile boolean gone;

    private volatile long heardAtMillis;

    /** Place in the stream's outbox of the last frame for this session, which no later one may overtake; guarded by the outbox. */
    long lastQueued;

    Session(GatewayStream stream, long id, long openedAtMillis, Instant now) {
        this.stream = stream;
        this.id = id;
        this.openedAtMillis = openedAtMillis;
        this.attachedAt = now;
        this.heardAtMillis = now.toEpochMilli();
    }

    GatewayStream stream() {
        return stream;
    }

    /** The gateway's name for it. */
    long id() {
        return id;
    }

    Instant attachedAt() {
        return attachedAt;
    }

    /** True when the gateway says that the other one was opened later. */
    boolean isOlderThan(Session other) {
        return openedAtMillis != 0 && other.openedAtMillis != 0 && openedAtMillis < other.openedAtMillis;
    }

    /** The same connection of the client, attached anew, perhaps over another stream. */
    boolean isSameConnection(Session other) {
        return id == other.id && stream.gatewayId().equals(other.stream.gatewayId());
    }

    @Nullable
    Identity identity() {
        return identity;
    }

    void verified(Identity who) {
        identity = who;
    }

    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }

    long heardAtMillis() {
        return heardAtMillis;
    }

    void heard(long atMillis) {
        heardAtMillis = atMillis;
    }
}
