package chat.core.session;

import chat.core.account.Identity;
import chat.core.account.TokenVerifier;
import chat.core.inbox.InboxConfig;
import chat.core.inbox.InboxFixture;
import chat.core.presence.PresenceConfig;
import chat.core.presence.PresenceFixture;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Sent;
import chat.runtime.error.ChatException;
import io.prometheus.client.CollectorRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sessions, inboxes and presence of one node over a simulated slot thread. */
final class SessionFixture {
    final InboxFixture inbox;
    final PresenceFixture presence;
    final Sessions sessions;
    final SessionDirectory directory;
    final Tokens tokens = new Tokens();
    private final CollectorRegistry registry = new CollectorRegistry();
    private final SessionConfig config;
    private final SessionMetrics metrics = new SessionMetrics(registry);
    private final Clock clock;

    /** Lets everybody in but those whose tokens were revoked. */
    static final class Tokens implements TokenVerifier {
        final Set<Long> revokedDevices = new HashSet<>();

        @Override
        public CompletionStage<Identity> verify(String accessToken) {
            String[] parts = accessToken.split("/");
            return verify(new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
        }

        @Override
        public CompletionStage<Identity> verify(Identity identity) {
            return revokedDevices.contains(identity.deviceId())
                    ? CompletableFuture.failedFuture(
                            new ChatException(ErrorReason.ERROR_REASON_TOKEN_REVOKED, "the device was logged out"))
                    : CompletableFuture.completedFuture(identity);
        }
    }

    SessionFixture(String nodeId, InboxFixture.Shared shared, InboxConfig inboxConfig, SessionConfig config) {
        this.config = config;
        this.clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(1_700_000_000_000L + shared.thread().millis());
            }
        };
        inbox = new InboxFixture(nodeId, shared, inboxConfig);
        presence = new PresenceFixture(
                inbox.ownership,
                inbox.thread,
                clock,
                new PresenceConfig(Duration.ofSeconds(30), Duration.ofMinutes(5)));
        sessions = new Sessions(inbox.ownership, inbox.inboxes, presence.presences, tokens, clock, config, metrics);
        inbox.ownership.addListener(sessions);
        directory = new OwnedSessionDirectory(inbox.ownership, inbox.inboxes, presence.presences, sessions);
    }

    GatewayStream stream(SimulatedGateway gateway) {
        return new GatewayStream(
                gateway,
                inbox.thread,
                sessions,
                send -> send.getText().isEmpty()
                        ? CompletableFuture.failedFuture(
                                new ChatException(ErrorReason.ERROR_REASON_TEXT_EMPTY, "no text"))
                        : CompletableFuture.completedFuture(
                                Sent.newBuilder().setMessageId(99).build()),
                clock,
                config,
                metrics);
    }

    double metric(String name) {
        Double value = registry.getSampleValue(name);
        return value == null ? 0 : value;
    }
}
