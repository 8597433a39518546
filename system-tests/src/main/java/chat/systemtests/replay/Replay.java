package chat.systemtests.replay;

import chat.channel.v1.CreateGroupRequest;
import chat.channel.v1.OpenDirectRequest;
import chat.client.v1.ClientFrame;
import chat.client.v1.ServerFrame;
import chat.runtime.error.Errors;
import chat.systemtests.client.DeviceClient;
import chat.systemtests.conversation.Conversation;
import chat.systemtests.conversation.Line;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks one conversation, line after line, each by its speaker once the line before was acknowledged. */
final class Replay {
    private static final int ATTEMPTS = 50;
    private static final long RETRY_MILLIS = 200;
    private static final long ANSWER_SECONDS = 30;

    private final Conversation conversation;
    private final Script script;
    private final Cast cast;
    private final AtomicInteger resends = new AtomicInteger();

    Replay(Conversation conversation, Script script, Cast cast) {
        this.conversation = conversation;
        this.script = script;
        this.cast = cast;
    }

    /** Opens the channel. Blocks. */
    void open() throws IOException {
        String first = conversation.speakers().get(0);
        ClientFrame.Builder request = ClientFrame.newBuilder();
        if (conversation.direct()) {
            request.setOpenDirect(OpenDirectRequest.newBuilder()
                    .setUserId(cast.actor(conversation.speakers().get(1)).userId()));
        } else {
            CreateGroupRequest.Builder group = CreateGroupRequest.newBuilder()
                    .setTitle(conversation.name())
                    .setRequestKey("replay");
            conversation.speakers().stream()
                    .skip(1)
                    .forEach(speaker -> group.addUserIds(cast.actor(speaker).userId()));
            request.setCreateGroup(group);
        }
        ServerFrame answer = cast.actor(first)
                .device()
                .request(request)
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .join();
        if (answer.hasError()) {
            throw new IOException(conversation.name() + " not opened: " + Errors.fromError(answer.getError()));
        }
        script.channel((conversation.direct()
                        ? answer.getOpenDirect().getChannel()
                        : answer.getCreateGroup().getChannel())
                .getChannelId());
    }

    /** Speaks every line; completes when the last one is acknowledged. */
    CompletableFuture<Void> speak() {
        return speakFrom(0);
    }

    /** Lines that had to be sent again. */
    int resends() {
        return resends.get();
    }

    private CompletableFuture<Void> speakFrom(int line) {
        if (line == script.lines().size()) {
            return CompletableFuture.completedFuture(null);
        }
        script.sent(line);
        return send(line, 1).thenComposeAsync(ignored -> speakFrom(line + 1));
    }

    private CompletableFuture<Void> send(int index, int attempt) {
        Line line = script.lines().get(index);
        DeviceClient device = cast.actor(line.sender()).device();
        return device.send(script.channel(), Script.clientMessageId(index), line.text())
                .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
                .thenCompose(answer -> {
                    if (!answer.hasError()) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (!answer.getError().getRetryable() || attempt == ATTEMPTS) {
                        return CompletableFuture.failedFuture(new IOException(conversation.name() + " line " + index
                                + " refused: " + Errors.fromError(answer.getError())));
                    }
                    resends.incrementAndGet();
                    long pause = Math.max(RETRY_MILLIS, answer.getError().getRetryAfterMillis());
                    return CompletableFuture.runAsync(
                                    () -> {}, CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS))
                            .thenCompose(ignored -> send(index, attempt + 1));
                });
    }
}
