package chat.core.fanout;

import chat.error.v1.Error;
import chat.error.v1.ErrorReason;
import chat.node.v1.Append;
import chat.node.v1.AppendFailure;
import chat.node.v1.AppendResult;
import chat.node.v1.FanOutRequest;
import chat.node.v1.FanOutResponse;
import chat.node.v1.NodeServiceGrpc;
import chat.runtime.error.Errors;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one ordered stream to one other core. Appends beyond the window wait, those beyond the queue are refused with OVERLOADED; when the stream
 * breaks or does not answer, all of them fail, to be repeated on the next one. State is touched on the sequential executor only.
 */
final class PeerStream {
    private static final Logger LOG = LoggerFactory.getLogger(PeerStream.class);

    private static final int WINDOW_APPENDS = 4_096;
    private static final long WINDOW_BYTES = 16 << 20;
    private static final int QUEUE_APPENDS = 16_384;
    private static final long QUEUE_BYTES = 64 << 20;
    private static final int REQUEST_APPENDS = 256;
    private static final long REQUEST_BYTES = 1 << 20;
    private static final long SILENCE_NANOS = 10_000_000_000L;
    private static final long PAUSE_NANOS = 100_000_000L;

    private static final class Pending {
        final Append.Builder append;
        final int bytes;
        final CompletableFuture<AppendResult> done = new CompletableFuture<>();
        long sentNanos;

        Pending(Append.Builder append) {
            this.append = append;
            bytes = append.getMessage().size() + 16 * append.getUserIdsCount() + 64;
        }
    }

    private final String nodeId;
    private final Peers peers;
    private final FanOutMetrics metrics;
    private final Executor sequential;
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private final Map<Long, Pending> underWay = new LinkedHashMap<>();
    private @Nullable ClientCallStreamObserver<FanOutRequest> call;
    private long streamNumber;
    private long sequence;
    private long queueBytes;
    private long windowBytes;
    private long brokenNanos = System.nanoTime() - PAUSE_NANOS;

    PeerStream(String nodeId, Peers peers, FanOutMetrics metrics, Executor executor) {
        this.nodeId = nodeId;
        this.peers = peers;
        this.metrics = metrics;
        sequential = MoreExecutors.newSequentialExecutor(executor);
    }

    CompletionStage<AppendResult> append(Append.Builder append) {
        Pending pending = new Pending(append);
        sequential.execute(() -> {
            if (queue.size() >= QUEUE_APPENDS || queueBytes + pending.bytes > QUEUE_BYTES) {
                fail(pending, ErrorReason.ERROR_REASON_OVERLOADED, "the queue to core " + nodeId + " is full");
                return;
            }
            queue.addLast(pending);
            queueBytes += pending.bytes;
            sequential.execute(this::pump);
        });
        return pending.done;
    }

    /** Once a second: a stream that does not answer is given up. */
    void tick() {
        sequential.execute(() -> {
            if (!underWay.isEmpty()
                    && System.nanoTime() - underWay.values().iterator().next().sentNanos > SILENCE_NANOS) {
                broken(streamNumber, "no answer within " + SILENCE_NANOS / 1_000_000_000L + " s");
            }
            pump();
        });
    }

    void close() {
        sequential.execute(() -> broken(streamNumber, "this node is stopping"));
    }

    private void pump() {
        if (queue.isEmpty()) {
            return;
        }
        if (call == null && !open()) {
            return;
        }
        ClientCallStreamObserver<FanOutRequest> stream = call;
        while (stream != null
                && stream == call
                && stream.isReady()
                && !queue.isEmpty()
                && underWay.size() < WINDOW_APPENDS
                && windowBytes < WINDOW_BYTES) {
            stream.onNext(next());
        }
    }

    private FanOutRequest next() {
        FanOutRequest.Builder request = FanOutRequest.newBuilder();
        long bytes = 0;
        long now = System.nanoTime();
        while (!queue.isEmpty() && request.getAppendsCount() < REQUEST_APPENDS) {
            Pending pending = queue.peekFirst();
            if (bytes > 0 && bytes + pending.bytes > REQUEST_BYTES) {
                break;
            }
            queue.removeFirst();
            queueBytes -= pending.bytes;
            bytes += pending.bytes;
            pending.sentNanos = now;
            pending.append.setSequence(++sequence);
            underWay.put(sequence, pending);
            request.addAppends(pending.append);
        }
        windowBytes += bytes;
        return request.build();
    }

    private boolean open() {
        if (System.nanoTime() - brokenNanos < PAUSE_NANOS) {
            failAll("the stream to core " + nodeId + " broke");
            return false;
        }
        Channel channel = peers.channel(nodeId);
        if (channel == null) {
            brokenNanos = System.nanoTime();
            failAll("core " + nodeId + " is not registered");
            return false;
        }
        long number = ++streamNumber;
        NodeServiceGrpc.newStub(channel).fanOut(new Answers(number));
        return call != null;
    }

    private void answered(FanOutResponse response) {
        for (AppendResult result : response.getResultsList()) {
            Pending pending = underWay.remove(result.getSequence());
            if (pending != null) {
                windowBytes -= pending.bytes;
                pending.done.complete(result);
            }
        }
        pump();
    }

    private void broken(long number, String why) {
        if (number != streamNumber || call == null) {
            return;
        }
        LOG.warn("fanout.stream.broken core={} underWay={} why=\"{}\"", nodeId, underWay.size(), why);
        metrics.broken();
        ClientCallStreamObserver<FanOutRequest> broken = call;
        call = null;
        brokenNanos = System.nanoTime();
        broken.cancel(why, null);
        failAll("the stream to core " + nodeId + " broke: " + why);
    }

    private void failAll(String why) {
        var failed = new ArrayDeque<>(underWay.values());
        underWay.clear();
        failed.addAll(queue);
        queue.clear();
        queueBytes = 0;
        windowBytes = 0;
        failed.forEach(pending -> fail(pending, ErrorReason.ERROR_REASON_CORE_UNREACHABLE, why));
    }

    private static void fail(Pending pending, ErrorReason reason, String why) {
        Error error = Error.newBuilder()
                .setReason(reason)
                .setDetail(why)
                .setRetryable(true)
                .build();
        AppendResult.Builder result = AppendResult.newBuilder();
        pending.append
                .getUserIdsList()
                .forEach(userId -> result.addFailures(
                        AppendFailure.newBuilder().setUserId(userId).setError(error)));
        pending.done.complete(result.build());
    }

    /** Hops to the sequential executor. */
    private final class Answers implements ClientResponseObserver<FanOutRequest, FanOutResponse> {
        private final long number;

        Answers(long number) {
            this.number = number;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<FanOutRequest> stream) {
            call = stream;
            stream.setOnReadyHandler(() -> sequential.execute(PeerStream.this::pump));
        }

        @Override
        public void onNext(FanOutResponse response) {
            sequential.execute(() -> {
                if (number == streamNumber) {
                    answered(response);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            sequential.execute(
                    () -> broken(number, Errors.toChatException(failure).detail()));
        }

        @Override
        public void onCompleted() {
            sequential.execute(() -> broken(number, "ended by the other side"));
        }
    }
}
