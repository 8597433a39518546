package chat.core.message;

import chat.core.messageid.IdLayout;
import chat.gateway.v1.Send;
import chat.gateway.v1.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A send between arrival and answer. The answer may come from the deadline first: then the send is forgotten, or written all the same. Slot thread only. */
final class PendingSend implements Pending {
    /** Memory beside the text. */
    private static final int OVERHEAD = 256;

    final Send send;
    final long key;
    final int bytes;
    final long arrivedNanos;
    private final long deadlineNanos;
    private final CompletableFuture<Sent> answer;
    private @Nullable List<PendingSend> repeats;

    /** Safe from any thread. */
    PendingSend(Send send, long arrivedNanos, long deadlineNanos, CompletableFuture<Sent> answer) {
        this.send = send;
        this.arrivedNanos = arrivedNanos;
        this.deadlineNanos = deadlineNanos;
        this.answer = answer;
        key = DedupWindow.key(send.getDeviceId(), send.getClientMessageId());
        bytes = OVERHEAD + 2 * send.getText().length();
    }

    boolean sameNameAs(PendingSend other) {
        return send.getDeviceId() == other.send.getDeviceId()
                && send.getClientMessageId().equals(other.send.getClientMessageId());
    }

    /** The same device sent it again before it was answered: both get one answer. */
    void addRepeat(PendingSend repeat) {
        if (repeats == null) {
            repeats = new ArrayList<>(1);
        }
        repeats.add(repeat);
    }

    int repeats() {
        return repeats == null ? 0 : repeats.size();
    }

    void accept(long messageId) {
        answer.complete(Sent.newBuilder()
                .setRequestId(send.getRequestId())
                .setMessageId(messageId)
                .setSentAtMillis(IdLayout.timeMillis(messageId))
                .build());
        if (repeats != null) {
            repeats.forEach(repeat -> repeat.accept(messageId));
        }
    }

    @Override
    public void fail(Throwable failure) {
        answer.completeExceptionally(failure);
        if (repeats != null) {
            repeats.forEach(repeat -> repeat.fail(failure));
        }
    }

    @Override
    public boolean answered() {
        return answer.isDone();
    }

    @Override
    public long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public int bytes() {
        return bytes;
    }
}
