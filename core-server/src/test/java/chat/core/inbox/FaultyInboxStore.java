package chat.core.inbox;

import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An {@link InMemoryInboxStore} behind a network that the test rules: every request waits until the test lets it happen, lose its answer, or arrive after
 * its caller has given up. Reads see what the store holds at the moment they are let through.
 */
final class FaultyInboxStore implements InboxStore {
    private final InMemoryInboxStore store;
    private final List<Request> waiting = new ArrayList<>();

    /** Mutations whose callers were told that they failed, and that may still arrive. */
    private final List<InMemoryInboxStore.Mutation> afloat = new ArrayList<>();

    private boolean passThrough;

    /** A request on its way. */
    interface Request {
        /** It happens and is answered. */
        void happen();

        /** Its caller is told that it failed; {@code applied} says whether it happened all the same; otherwise its mutations stay afloat */
        void fail(boolean applied);
    }

    FaultyInboxStore(InMemoryInboxStore store) {
        this.store = store;
    }

    List<Request> waiting() {
        return waiting;
    }

    List<InMemoryInboxStore.Mutation> afloat() {
        return afloat;
    }

    Request next() {
        return waiting.remove(0);
    }

    /** No more faults: what waits happens, what comes happens at once. */
    void heal() {
        passThrough = true;
        while (!waiting.isEmpty()) {
            next().happen();
        }
    }

    private void add(Request request) {
        if (passThrough) {
            request.happen();
        } else {
            waiting.add(request);
        }
    }

    private static ChatException unavailable() {
        return new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "as the test wishes");
    }

    @Override
    public CompletionStage<InboxEnd> open(long userId, long seenPosition, SlotTenure tenure) {
        CompletableFuture<InboxEnd> result = new CompletableFuture<>();
        add(
                new Request() { // the read, then, as a request of its own, the fence
                    @Override
                    public void happen() {
                        InboxEnd end = store.end(userId, seenPosition);
                        fence(userId, end, tenure, result);
                    }

                    @Override
                    public void fail(boolean applied) {
                        result.completeExceptionally(unavailable());
                    }
                });
        return result;
    }

    private void fence(long userId, InboxEnd end, SlotTenure tenure, CompletableFuture<InboxEnd> result) {
        List<InMemoryInboxStore.Mutation> mutations = store.fence(userId, end, tenure);
        add(mutating(mutations, () -> result.complete(end), () -> result.completeExceptionally(unavailable())));
    }

    private Request mutating(List<InMemoryInboxStore.Mutation> mutations, Runnable answered, Runnable failed) {
        return new Request() {
            @Override
            public void happen() {
                mutations.forEach(InMemoryInboxStore.Mutation::apply);
                answered.run();
            }

            @Override
            public void fail(boolean applied) {
                if (applied) {
                    mutations.forEach(InMemoryInboxStore.Mutation::apply);
                } else {
                    afloat.addAll(mutations);
                }
                failed.run();
            }
        };
    }

    @Override
    public int room(long position) {
        return store.room(position);
    }

    @Override
    public void append(List<InboxWrite> writes, WriteListener done) {
        for (InboxWrite write : writes) {
            add(mutating(
                    List.of(store.mutation(write)),
                    () -> done.finished(List.of(write), null),
                    () -> done.finished(List.of(write), unavailable())));
        }
    }

    @Override
    public CompletionStage<List<InboxEntry>> read(long userId, long after, long upTo, int limit) {
        return store.read(userId, after, upTo, limit);
    }

    @Override
    public CompletionStage<List<InboxEntry>> readBack(long userId, long before, int limit) {
        return store.readBack(userId, before, limit);
    }
}
