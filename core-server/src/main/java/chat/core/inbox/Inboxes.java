package chat.core.inbox;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.node.v1.Append;
import chat.node.v1.AppendResult;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.google.protobuf.ByteString;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The inboxes of this node: takes appends from any thread to the users' slot threads, and opens inboxes for sessions there. */
public final class Inboxes implements InboxAppender, SlotListener {
    /** Bytes of messages that wait for their appends, all users together. */
    private static final long MAX_BYTES_WAITING = 128L << 20;

    private final SlotOwnership ownership;
    private final Lane[] laneOf;

    /** By slot; each element is touched on its slot's thread only. */
    private final @Nullable SlotInboxes[] slots;

    private final AtomicLong bytesWaiting = new AtomicLong();

    Inboxes(
            SlotOwnership ownership,
            IntFunction<EventExecutor> threads,
            InboxConfig config,
            InboxStore store,
            CursorStore cursorStore,
            PageReader pages,
            InboxMetrics metrics) {
        this.ownership = ownership;
        int count = ownership.slots().count();
        this.slots = new SlotInboxes[count];
        this.laneOf = new Lane[count];
        IdentityHashMap<EventExecutor, Integer> distinct = new IdentityHashMap<>();
        for (int slot = 0; slot < count; slot++) {
            distinct.put(threads.apply(slot), slot);
        }
        IdentityHashMap<EventExecutor, Lane> lanes = new IdentityHashMap<>();
        for (int slot = 0; slot < count; slot++) {
            laneOf[slot] = lanes.computeIfAbsent(
                    threads.apply(slot),
                    thread -> new Lane(thread, distinct.size(), config, store, cursorStore, pages, metrics));
        }
    }

    @Override
    public CompletionStage<AppendResult> append(Append append) {
        if (append.getUserIdsCount() == 0) {
            return CompletableFuture.completedFuture(
                    AppendResult.newBuilder().setSequence(append.getSequence()).build());
        }
        AppendTicket ticket = new AppendTicket(append.getSequence(), append.getUserIdsCount());
        int bytes = append.getMessage().size();
        boolean hasRoom = bytesWaiting.addAndGet(bytes) <= MAX_BYTES_WAITING;
        UserInbox.Incoming message = new UserInbox.Incoming(
                append.getChannelId(), append.getMessageId(), hasRoom ? append.getMessage() : ByteString.EMPTY, ticket);
        IdentityHashMap<Lane, List<Long>> usersByLane = new IdentityHashMap<>();
        for (long userId : append.getUserIdsList()) {
            usersByLane
                    .computeIfAbsent(laneOf[ownership.slots().of(userId)], lane -> new ArrayList<>())
                    .add(userId);
        }
        usersByLane.forEach((lane, users) -> lane.thread().execute(() -> {
            for (long userId : users) {
                append(lane, userId, message, hasRoom);
            }
        }));
        return ticket.result().whenComplete((result, failure) -> bytesWaiting.addAndGet(-bytes));
    }

    private void append(Lane lane, long userId, UserInbox.Incoming message, boolean hasRoom) {
        try {
            SlotInboxes slot = admitted(ownership.slots().of(userId));
            if (!hasRoom) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_OVERLOADED, "too many bytes wait to be written; try again");
            }
            slot.append(userId, message);
        } catch (ChatException refusal) {
            SlotInboxes.refuse(lane, userId, message, refusal);
        }
    }

    /** The slot's state, if this node owns it: appends are taken while other features still recover the slot. */
    private SlotInboxes admitted(int slot) {
        SlotInboxes state = slots[slot];
        if (state == null) {
            SlotTenure unexpected = ownership.tenure(slot); // throws NOT_OWNER with the owner's name
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NO_OWNER, "slot " + unexpected.slot() + " is not ready; try again");
        }
        state.admit();
        return state;
    }

    /**
     * Opens a user's inbox. On the user's slot thread only; completes there, so what the caller does next sees every append or is told of it. Fails with
     * ChatException NOT_OWNER or NO_OWNER.
     */
    public CompletionStage<OpenInbox> open(long userId) {
        try {
            return admitted(ownership.slots().of(userId)).inbox(userId).open();
        } catch (ChatException refusal) {
            return CompletableFuture.failedFuture(refusal);
        }
    }

    /** The thread that a user's inbox lives on. */
    public EventExecutor threadOf(long userId) {
        return laneOf[ownership.slots().of(userId)].thread();
    }

    /** The thread of a slot. */
    public EventExecutor threadOfSlot(int slot) {
        return laneOf[slot].thread();
    }

    @Override
    public CompletionStage<Void> acquired(SlotTenure tenure) {
        slots[tenure.slot()] = new SlotInboxes(tenure, laneOf[tenure.slot()]);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> releasing(SlotTenure tenure) {
        SlotInboxes state = slots[tenure.slot()];
        return state == null || state.tenure().epoch() != tenure.epoch()
                ? CompletableFuture.completedFuture(null)
                : state.release();
    }

    @Override
    public void lost(SlotTenure tenure) {
        SlotInboxes state = slots[tenure.slot()];
        if (state != null && state.tenure().epoch() == tenure.epoch()) {
            slots[tenure.slot()] = null;
            state.lost(reason(tenure));
        }
    }

    private ChatException reason(SlotTenure tenure) {
        try {
            ownership.tenure(tenure.slot());
        } catch (ChatException named) {
            return named;
        } catch (RuntimeException unnamed) {
            return Errors.toChatException(unnamed);
        }
        return new ChatException(
                ErrorReason.ERROR_REASON_NO_OWNER, "slot " + tenure.slot() + " is changing hands; try again");
    }
}
