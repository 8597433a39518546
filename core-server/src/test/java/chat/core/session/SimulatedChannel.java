package chat.core.session;

import chat.core.inbox.InboxFixture;
import chat.node.v1.AppendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A channel's fan-out to one user, as its owner does it: in order, some at once, and again what failed. */
final class SimulatedChannel {
    final long channel;
    final long user;
    private final List<Long> messages = new ArrayList<>();
    private final List<CompletableFuture<AppendResult>> open = new ArrayList<>();
    private int done;

    SimulatedChannel(long channel, long user) {
        this.channel = channel;
        this.user = user;
    }

    void add(long messageId) {
        messages.add(messageId);
    }

    List<Long> messages() {
        return messages;
    }

    boolean isDone() {
        return done == messages.size();
    }

    int acknowledged() {
        return done;
    }

    /** Counts what was answered; sends the next ones when nothing is open. */
    void step(InboxFixture node, int pipelined) {
        if (!open.stream().allMatch(CompletableFuture::isDone)) {
            return;
        }
        for (CompletableFuture<AppendResult> result : open) {
            if (result.join().getFailuresCount() > 0) {
                break;
            }
            done++;
        }
        open.clear();
        for (int i = done; i < Math.min(messages.size(), done + pipelined); i++) {
            open.add(node.append(channel, messages.get(i), user));
        }
    }

    /** The stream to the inbox's owner broke: what was open is not known, and is sent again. */
    void broken() {
        open.clear();
    }

    /** Another owner of the channel, or a late one, repeats the fan-out from somewhere. */
    void redeliver(InboxFixture node, int from) {
        for (int i = from; i < done; i++) {
            node.append(channel, messages.get(i), user);
        }
    }
}
