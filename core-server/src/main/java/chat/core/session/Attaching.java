package chat.core.session;

import chat.client.v1.CloseCode;
import chat.core.account.Identity;
import chat.core.account.TokenVerifier;
import chat.core.inbox.Inboxes;
import chat.core.inbox.OpenInbox;
import chat.core.slot.SlotOwnership;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Attach;
import chat.gateway.v1.Attached;
import chat.gateway.v1.CoreFrame;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a session in: verifies its credential, opens the inbox, and then, in one step on the slot's thread, reads the inbox's end and enters the session for
 * deliveries. What is visible by then the gateway pulls, what becomes visible later it is sent: nothing lies between.
 */
final class Attaching {
    private final Sessions sessions;
    private final SlotOwnership ownership;
    private final Inboxes inboxes;
    private final TokenVerifier verifier;
    private final SessionConfig config;
    private final SessionMetrics metrics;

    Attaching(
            Sessions sessions,
            SlotOwnership ownership,
            Inboxes inboxes,
            TokenVerifier verifier,
            SessionConfig config,
            SessionMetrics metrics) {
        this.sessions = sessions;
        this.ownership = ownership;
        this.inboxes = inboxes;
        this.verifier = verifier;
        this.config = config;
        this.metrics = metrics;
    }

    /** One attach that is under way; on the slot thread. */
    private final class Attempt {
        private final Session session;
        private final Attach attach;
        private final Identity who;
        private @Nullable ScheduledFuture<?> timeout;
        private boolean answered;

        Attempt(Session session, Attach attach, Identity who) {
            this.session = session;
            this.attach = attach;
            this.who = who;
        }

        void start() {
            EventExecutor thread = inboxes.threadOf(who.userId());
            try {
                ownership.tenure(ownership.slots().of(who.userId()));
            } catch (ChatException notServed) {
                fail(notServed);
                return;
            }
            inboxes.open(who.userId()).whenComplete((inbox, failure) -> {
                if (answered) {
                    return;
                }
                if (failure != null) {
                    fail(failure);
                } else {
                    opened(inbox);
                }
            });
            if (!answered) {
                timeout = thread.schedule(this::timeOut, config.attachTimeout().toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void timeOut() {
            if (!answered) {
                fail(new ChatException(
                        ErrorReason.ERROR_REASON_STORE_UNAVAILABLE,
                        "the inbox could not be opened within "
                                + config.attachTimeout().toMillis() + " ms; try again"));
            }
        }

        private void opened(OpenInbox inbox) {
            SlotSessions slot = sessions.slotOf(who.userId());
            long cursor;
            try {
                if (slot == null) {
                    throw GatewayStream.notAttached();
                }
                slot.tenure().check();
                cursor = cursor(inbox);
            } catch (ChatException refusal) {
                fail(refusal);
                return;
            }
            if (session.isGone()) {
                fail(GatewayStream.notAttached());
                return;
            }
            UserDevices devices = slot.user(who.userId());
            Session other = devices == null ? null : devices.of(who.deviceId());
            if (other != null && session.isOlderThan(other)) {
                session.stream()
                        .kick(session, CloseCode.CLOSE_CODE_REPLACED, "a newer connection of this device took over");
                fail(GatewayStream.notAttached());
                return;
            }
            sessions.enter(slot, inbox, session, who, attach.hasIdentity());
            metrics.attached();
            answered();
            session.stream()
                    .attached(
                            session,
                            CoreFrame.newBuilder()
                                    .setAttached(Attached.newBuilder()
                                            .setRequestId(attach.getRequestId())
                                            .setSessionId(session.id())
                                            .setUserId(who.userId())
                                            .setDeviceId(who.deviceId())
                                            .setCursor(cursor)
                                            .setLastPosition(inbox.lastPosition()))
                                    .build());
        }

        /** Where the device stands: what it says, else what is stored, else, for a new device, the end of the inbox. */
        private long cursor(OpenInbox inbox) {
            if (!attach.hasCursor()) {
                long cursor = inbox.cursor(who.deviceId()).orElse(inbox.lastPosition());
                inbox.confirm(who.deviceId(), cursor); // a new device keeps its start even if it confirms nothing
                return cursor;
            }
            long cursor = attach.getCursor();
            if (cursor < 0 || cursor > inbox.lastPosition()) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_CURSOR_INVALID,
                        "cursor " + cursor + " is not between 0 and " + inbox.lastPosition()
                                + ", the end of the inbox; connect without a cursor");
            }
            return cursor;
        }

        private void fail(Throwable failure) {
            answered();
            reject(session, attach, failure);
        }

        private void answered() {
            answered = true;
            ScheduledFuture<?> running = timeout;
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    /** Any thread. */
    void attach(Session session, Attach attach) {
        verify(attach).whenComplete((who, failure) -> {
            if (failure != null) {
                reject(session, attach, failure);
                return;
            }
            session.verified(who); // before the look at isGone(): a detach sees one or the other
            inboxes.threadOf(who.userId()).execute(() -> new Attempt(session, attach, who).start());
        });
    }

    private CompletionStage<Identity> verify(Attach attach) {
        return switch (attach.getCredentialCase()) {
            case ACCESS_TOKEN -> verifier.verify(attach.getAccessToken());
            case IDENTITY ->
                verifier.verify(new Identity(
                        attach.getIdentity().getUserId(), attach.getIdentity().getDeviceId()));
            case CREDENTIAL_NOT_SET ->
                CompletableFuture.failedFuture(new ChatException(
                        ErrorReason.ERROR_REASON_TOKEN_MISSING, "an attach needs an access token or an identity"));
        };
    }

    private void reject(Session session, Attach attach, Throwable failure) {
        metrics.attachRejected(Errors.toChatException(failure).reason());
        session.stream().rejectedAttach(session, attach.getRequestId(), failure);
    }
}
