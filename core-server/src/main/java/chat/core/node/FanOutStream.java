package chat.core.node;

import chat.core.inbox.InboxAppender;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import chat.node.v1.FanOutRequest;
import chat.node.v1.FanOutResponse;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;

/**
 * One core's appends: handed on in the order they came, with a bounded number under way; answers that are ready together travel together. A core
 * that does not read its answers is not read from.
 */
final class FanOutStream implements StreamObserver<FanOutRequest> {
    private static final int MAX_OPEN = 4_096;
    private static final int MAX_RESULTS = 512;

    private final ServerCallStreamObserver<FanOutResponse> call;
    private final InboxAppender inboxes;

    @GuardedBy("this")
    private final ArrayDeque<AppendResult> ready = new ArrayDeque<>();

    /** Appends without a written answer. */
    @GuardedBy("this")
    private int open;

    @GuardedBy("this")
    private boolean paused;

    @GuardedBy("this")
    private boolean writing;

    @GuardedBy("this")
    private boolean ended;

    /** The caller has sent its last append: the call is completed by whoever writes, or at once. */
    @GuardedBy("this")
    private boolean completing;

    private FanOutStream(ServerCallStreamObserver<FanOutResponse> call, InboxAppender inboxes) {
        this.call = call;
        this.inboxes = inboxes;
    }

    static FanOutStream open(ServerCallStreamObserver<FanOutResponse> call, InboxAppender inboxes) {
        FanOutStream stream = new FanOutStream(call, inboxes);
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::write);
        call.setOnCancelHandler(stream::end);
        call.request(1);
        return stream;
    }

    @Override
    public void onNext(FanOutRequest request) {
        synchronized (this) {
            open += request.getAppendsCount();
        }
        for (Append append : request.getAppendsList()) {
            inboxes.append(append).thenAccept(this::done);
        }
        boolean more;
        synchronized (this) {
            more = open < MAX_OPEN;
            paused = !more;
        }
        if (more) {
            call.request(1);
        }
    }

    private void done(AppendResult result) {
        synchronized (this) {
            ready.addLast(result);
        }
        write();
    }

    /** Writes what is ready while the transport takes it; one thread at a time, the others leave their results to it. */
    private void write() {
        synchronized (this) {
            if (writing || ended) {
                return;
            }
            writing = true;
        }
        boolean resume = false;
        boolean complete;
        while (true) {
            FanOutResponse response;
            synchronized (this) {
                if (ready.isEmpty() || ended || !call.isReady()) {
                    writing = false;
                    complete = completing;
                    break;
                }
                FanOutResponse.Builder batch = FanOutResponse.newBuilder();
                while (!ready.isEmpty() && batch.getResultsCount() < MAX_RESULTS) {
                    batch.addResults(ready.removeFirst());
                }
                open -= batch.getResultsCount();
                if (paused && open < MAX_OPEN / 2) {
                    paused = false;
                    resume = true;
                }
                response = batch.build();
            }
            call.onNext(response);
        }
        if (complete) {
            call.onCompleted();
        } else if (resume) {
            call.request(1);
        }
    }

    private synchronized void end() {
        ended = true;
        ready.clear();
    }

    @Override
    public void onError(Throwable thrown) {
        end();
    }

    @Override
    public void onCompleted() {
        boolean now;
        synchronized (this) {
            end();
            completing = true;
            now = !writing;
        }
        if (now) {
            call.onCompleted();
        }
    }
}
