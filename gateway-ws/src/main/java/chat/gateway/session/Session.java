package chat.gateway.session;

import chat.account.v1.AccountServiceGrpc;
import chat.account.v1.GetProfileRequest;
import chat.client.v1.Ack;
import chat.client.v1.ClientFrame;
import chat.client.v1.CloseCode;
import chat.client.v1.Hello;
import chat.client.v1.Reconnect;
import chat.client.v1.Reset;
import chat.client.v1.ServerFrame;
import chat.client.v1.Welcome;
import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.gateway.core.AccessTokenClaims;
import chat.gateway.core.CallContext;
import chat.gateway.core.CoreCalls;
import chat.gateway.core.CoreRouter;
import chat.gateway.core.SendReply;
import chat.gateway.core.SessionPeer;
import chat.gateway.frame.SharedMessage;
import chat.gateway.metrics.GatewayMetrics;
import chat.gateway.v1.Attached;
import chat.gateway.v1.Page;
import chat.gateway.v1.Sent;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's session. Event loop only, but for what {@link SessionPeer} says otherwise.
 *
 * <pre>
 *   NEW --hello--> AUTHENTICATING --attached--> OPEN --> ENDED
 *    ^                  |                                  ^
 *    +--cursor refused--+--refused, kicked, client gone----+   (from every state)
 * </pre>
 */
public final class Session implements SessionPeer {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MAX_REQUEST_ID = 64;
    private static final int MAX_HELLOS = 3;
    private static final long REST_MILLIS = 200;

    private enum State {
        NEW,
        AUTHENTICATING,
        OPEN,
        ENDED
    }

    private final long id;
    private final ClientSocket socket;
    private final SessionConfig config;
    private final CoreRouter router;
    private final CoreCalls calls;
    private final GatewayMetrics metrics;
    private final Runnable onEnd;
    private final InboxFeed feed = new InboxFeed(new FeedLine());

    private State state = State.NEW;
    private int hellos;
    private String helloRequestId = "";
    private String accessToken = "";
    private long userId;
    private long deviceId;
    private int sendsInFlight;
    private int callsInFlight;
    private boolean leaving;

    /** Written by the event loop, read by the router. */
    private volatile long openedAtMillis;
    /** Written by the event loop, read by the router. */
    private volatile long lastWritten;
    /** Set by the event loop, taken by the router; a lost race costs one heartbeat. */
    private volatile boolean heard;

    Session(
            long id,
            ClientSocket socket,
            SessionConfig config,
            CoreRouter router,
            CoreCalls calls,
            GatewayMetrics metrics,
            Runnable onEnd) {
        this.id = id;
        this.socket = socket;
        this.config = config;
        this.router = router;
        this.calls = calls;
        this.metrics = metrics;
        this.onEnd = onEnd;
    }

    /** The socket is open: the client has so long to say hello. */
    public void start() {
        socket.later(config.authenticationTimeout().toMillis(), () -> {
            if (state == State.NEW) {
                String detail =
                        "no hello within " + config.authenticationTimeout().toMillis() + " ms";
                fail("", "none", new ChatException(ErrorReason.ERROR_REASON_NOT_AUTHENTICATED, detail));
                end(CloseCode.CLOSE_CODE_NOT_AUTHENTICATED, detail);
            }
        });
    }

    /** Anything at all came from the client. */
    public void heard() {
        heard = true;
    }

    /** A well-formed frame. */
    public void received(ClientFrame frame) {
        if (state == State.ENDED) {
            return;
        }
        String type = type(frame);
        if (frame.getRequestId().length() > MAX_REQUEST_ID) {
            fail(
                    "",
                    type,
                    new ChatException(
                            ErrorReason.ERROR_REASON_FIELD_INVALID,
                            "requestId: expected at most 64 characters, not "
                                    + frame.getRequestId().length()));
            return;
        }
        if (state == State.OPEN) {
            request(frame, type);
        } else if (state == State.NEW && frame.hasHello()) {
            hello(frame);
        } else {
            String detail = state == State.NEW
                    ? "the first frame must be hello, not " + type
                    : "wait for welcome before the next frame";
            fail(frame.getRequestId(), type, new ChatException(ErrorReason.ERROR_REASON_NOT_AUTHENTICATED, detail));
            if (state == State.NEW) {
                end(CloseCode.CLOSE_CODE_NOT_AUTHENTICATED, detail);
            }
        }
    }

    /** A frame that could not be read; what is left of the connection is sound. */
    public void receivedBad(String requestId, ChatException why) {
        if (state != State.ENDED) {
            fail(requestId, "none", why);
        }
    }

    /** The socket takes more again. */
    public void writable() {
        if (state == State.OPEN) {
            feed.resume();
        }
    }

    /** The socket is gone, or going: forgets everything. */
    public void ended() {
        if (state != State.ENDED) {
            if (state == State.OPEN) {
                metrics.sessionClosed();
            }
            State before = state;
            state = State.ENDED;
            feed.detached();
            if (before != State.NEW) {
                router.detach(id);
            }
            onEnd.run();
        }
    }

    /** Asks the client to go elsewhere, and hangs up when its sends are answered. */
    public void leave(long delayMillis, String websocketUrl) {
        if (state == State.ENDED || leaving) {
            return;
        }
        leaving = true;
        socket.write(ServerFrame.newBuilder()
                .setReconnect(Reconnect.newBuilder().setDelayMillis(delayMillis).setWebsocketUrl(websocketUrl))
                .build());
        endIfAnswered();
    }

    /** Ends it, telling the client why. */
    public void end(CloseCode code, String detail) {
        if (state != State.ENDED) {
            ended();
            socket.close(code, detail);
        }
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    // ---- requests

    private void hello(ClientFrame frame) {
        Hello hello = frame.getHello();
        if (hello.getAccessToken().isEmpty()) {
            String detail = "hello.accessToken is missing: log in, then send the token here";
            fail(frame.getRequestId(), "hello", new ChatException(ErrorReason.ERROR_REASON_TOKEN_MISSING, detail));
            end(CloseCode.CLOSE_CODE_TOKEN_REJECTED, detail);
            return;
        }
        state = State.AUTHENTICATING;
        hellos++;
        helloRequestId = frame.getRequestId();
        accessToken = hello.getAccessToken();
        openedAtMillis = System.currentTimeMillis();
        router.attach(this, accessToken, hello.hasCursor() ? OptionalLong.of(hello.getCursor()) : OptionalLong.empty());
    }

    private void request(ClientFrame frame, String type) {
        String requestId = frame.getRequestId();
        switch (frame.getFrameCase()) {
            case HELLO -> renew(requestId, frame.getHello());
            case SEND -> send(requestId, frame.getSend());
            case CONFIRM -> {
                long position = frame.getConfirm().getPosition();
                if (position < 0 || position > feed.last()) {
                    fail(requestId, type, cursorInvalid("confirm.position", position));
                } else {
                    metrics.answered(type);
                    router.confirm(id, position);
                }
            }
            case SYNC -> {
                long after = frame.getSync().getAfter();
                if (after < 0 || after > feed.last()) {
                    fail(requestId, type, cursorInvalid("sync.after", after));
                } else {
                    metrics.answered(type);
                    feed.rewind(after);
                    lastWritten = feed.written();
                }
            }
            default -> call(requestId, type, frame);
        }
    }

    private ChatException cursorInvalid(String field, long value) {
        return new ChatException(
                ErrorReason.ERROR_REASON_CURSOR_INVALID,
                field + " is " + value + "; expected 0 to " + feed.last() + ", the last position of this inbox");
    }

    private void send(String requestId, chat.client.v1.Send send) {
        if (send.getChannelId() == 0) {
            fail(
                    requestId,
                    "send",
                    new ChatException(ErrorReason.ERROR_REASON_FIELD_MISSING, "send.channelId is missing"));
            return;
        }
        if (sendsInFlight >= config.maxSendsInFlight()) {
            fail(
                    requestId,
                    "send",
                    new ChatException(
                            ErrorReason.ERROR_REASON_OVERLOADED,
                            sendsInFlight
                                    + " sends of this session wait for their answers; wait for some of them first"));
            return;
        }
        sendsInFlight++;
        long began = System.nanoTime();
        chat.gateway.v1.Send toCore = chat.gateway.v1.Send.newBuilder()
                .setUserId(userId)
                .setDeviceId(deviceId)
                .setChannelId(send.getChannelId())
                .setClientMessageId(send.getClientMessageId())
                .setText(send.getText())
                .build();
        router.send(this, toCore, new SendReply() {
            @Override
            public void sent(Sent sent) {
                sendsInFlight--;
                if (state == State.OPEN) {
                    metrics.sendTook(System.nanoTime() - began);
                    answer(
                            requestId,
                            "send",
                            ServerFrame.newBuilder()
                                    .setAck(Ack.newBuilder()
                                            .setMessageId(sent.getMessageId())
                                            .setSentAtMillis(sent.getSentAtMillis())));
                    endIfAnswered();
                }
            }

            @Override
            public void failed(Error error) {
                sendsInFlight--;
                if (state == State.OPEN) {
                    fail(requestId, "send", error);
                    endIfAnswered();
                }
            }
        });
    }

    private void call(String requestId, String type, ClientFrame frame) {
        MethodDescriptor<Message, Message> method = UnaryMethods.of(frame.getFrameCase());
        if (method == null) {
            throw new IllegalStateException("no method for " + type);
        }
        if (callsInFlight >= config.maxCallsInFlight()) {
            fail(
                    requestId,
                    type,
                    new ChatException(
                            ErrorReason.ERROR_REASON_OVERLOADED,
                            callsInFlight
                                    + " requests of this session wait for their answers; wait for some of them first"));
            return;
        }
        callsInFlight++;
        whenDone(
                calls.call(method, UnaryMethods.request(frame), context(accessToken)),
                response -> answer(requestId, type, UnaryMethods.response(frame.getFrameCase(), response)),
                failure -> fail(requestId, type, failure));
    }

    /** A newer token for the open session: any core checks it by a harmless call. */
    private void renew(String requestId, Hello hello) {
        String token = hello.getAccessToken();
        AccessTokenClaims claims = AccessTokenClaims.peek(token);
        if (claims.userId() != userId || claims.deviceId() != deviceId) {
            fail(
                    requestId,
                    "hello",
                    new ChatException(
                            ErrorReason.ERROR_REASON_TOKEN_INVALID,
                            "the token is not of this session's device; open another connection for another device"));
            return;
        }
        callsInFlight++;
        whenDone(
                calls.call(
                        AccountServiceGrpc.getGetProfileMethod(),
                        GetProfileRequest.newBuilder().setUserId(userId).build(),
                        context(token)),
                profile -> {
                    accessToken = token;
                    welcome(requestId, feed.written());
                },
                failure -> fail(requestId, "hello", failure));
    }

    private <A> void whenDone(
            CompletionStage<A> call,
            java.util.function.Consumer<A> onAnswer,
            java.util.function.Consumer<ChatException> onFailure) {
        call.handleAsync(
                        (answer, thrown) -> {
                            callsInFlight--;
                            if (state == State.OPEN && thrown == null) {
                                onAnswer.accept(answer);
                            } else if (state == State.OPEN) {
                                onFailure.accept(Errors.toChatException(thrown));
                            }
                            return answer;
                        },
                        socket.eventLoop())
                .exceptionally(thrown -> {
                    LOG.atError()
                            .addKeyValue("event", "session.answer.failed")
                            .setCause(thrown)
                            .log("an answer could not be written");
                    return null;
                });
    }

    private CallContext context(String token) {
        return new CallContext(Optional.of(token), RequestIds.next(), socket.clientAddress());
    }

    private void endIfAnswered() {
        if (leaving && sendsInFlight == 0) {
            end(CloseCode.CLOSE_CODE_RECONNECT, "this gateway is stopping");
        }
    }

    // ---- answers

    private void welcome(String requestId, long cursor) {
        answer(
                requestId,
                "hello",
                ServerFrame.newBuilder()
                        .setWelcome(Welcome.newBuilder()
                                .setUserId(userId)
                                .setDeviceId(deviceId)
                                .setCursor(cursor)
                                .setLastPosition(feed.last())
                                .setGatewayId(config.gatewayId())
                                .setIdleTimeoutMillis(config.idleTimeout().toMillis())
                                .setMaxFrameBytes(config.maxFrameBytes())));
    }

    private void answer(String requestId, String type, ServerFrame.Builder frame) {
        metrics.answered(type);
        socket.write(frame.setRequestId(requestId).build());
    }

    private void fail(String requestId, String type, ChatException failure) {
        fail(requestId, type, Errors.toError(failure));
    }

    private void fail(String requestId, String type, Error error) {
        metrics.failed(type, error.getReason());
        socket.write(
                ServerFrame.newBuilder().setRequestId(requestId).setError(error).build());
    }

    private static String type(ClientFrame frame) {
        return frame.getFrameCase().name().toLowerCase(Locale.ROOT);
    }

    // ---- what the router says

    @Override
    public long id() {
        return id;
    }

    @Override
    public long openedAtMillis() {
        return openedAtMillis;
    }

    @Override
    public Executor executor() {
        return socket.eventLoop();
    }

    @Override
    public long lastWritten() {
        return lastWritten;
    }

    @Override
    public boolean takeHeard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    @Override
    public void attached(Attached attached) {
        if (state == State.AUTHENTICATING) {
            state = State.OPEN;
            userId = attached.getUserId();
            deviceId = attached.getDeviceId();
            metrics.sessionOpened();
            lastWritten = attached.getCursor();
            socket.authenticated();
            feed.start(attached.getCursor(), attached.getLastPosition());
            welcome(helloRequestId, attached.getCursor());
            feed.attached(attached.getLastPosition());
        } else if (state == State.OPEN) {
            feed.attached(attached.getLastPosition());
        }
    }

    @Override
    public void detached() {
        feed.detached();
    }

    @Override
    public void refused(Error error) {
        if (state == State.ENDED) {
            return;
        }
        fail(state == State.AUTHENTICATING ? helloRequestId : "", "hello", error);
        boolean anotherHello = state == State.AUTHENTICATING
                && error.getReason() == ErrorReason.ERROR_REASON_CURSOR_INVALID
                && hellos < MAX_HELLOS;
        if (anotherHello) {
            state = State.NEW;
            start();
        } else {
            end(CloseCodes.of(error), error.getDetail());
        }
    }

    @Override
    public void delivered(long position, SharedMessage message) {
        if (state == State.OPEN) {
            feed.delivered(position, message);
        }
    }

    @Override
    public void page(long after, Page page) {
        if (state == State.OPEN) {
            metrics.pulled();
            feed.page(after, page);
        }
    }

    @Override
    public void pullFailed(Error error) {
        if (state == State.OPEN) {
            metrics.pullFailed(error.getReason());
            feed.pullFailed();
        }
    }

    @Override
    public void kicked(int closeCode, String detail) {
        end(CloseCodes.of(closeCode), detail);
    }

    private final class FeedLine implements InboxFeed.Line {
        @Override
        public boolean isWritable() {
            return socket.isWritable();
        }

        @Override
        public void event(long position, SharedMessage message) {
            metrics.delivered();
            lastWritten = position;
            socket.writeEvent(position, message);
        }

        @Override
        public void reset(long cursor) {
            lastWritten = cursor;
            socket.write(ServerFrame.newBuilder()
                    .setReset(Reset.newBuilder().setCursor(cursor))
                    .build());
        }

        @Override
        public void pull(long after, int limit) {
            router.pull(id, after, limit);
        }

        @Override
        public void resumeLater() {
            socket.later(REST_MILLIS, () -> {
                if (state == State.OPEN) {
                    feed.resume();
                }
            });
        }

        @Override
        public void dropped() {
            metrics.deliveryDropped();
        }

        @Override
        public void repeated() {
            metrics.deliveryRepeated();
        }
    }
}
