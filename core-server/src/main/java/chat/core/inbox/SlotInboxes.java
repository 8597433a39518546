package chat.core.inbox;

import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The inboxes of one slot during one tenure. Slot thread only. */
final class SlotInboxes {
    private static final int EVICTIONS_A_TURN = 16;
    private static final long HAND_OVER_POLL_MILLIS = 5;

    private final SlotTenure tenure;
    private final Lane lane;

    /** In order of last use. */
    private final LinkedHashMap<Long, UserInbox> inboxes = new LinkedHashMap<>(16, 0.75f, true);

    private boolean releasing;
    private boolean over;

    SlotInboxes(SlotTenure tenure, Lane lane) {
        this.tenure = tenure;
        this.lane = lane;
    }

    SlotTenure tenure() {
        return tenure;
    }

    Lane lane() {
        return lane;
    }

    /** True once the tenure has ended: nothing that comes late may change anything. */
    boolean isOver() {
        return over;
    }

    /** @throws ChatException when no request may be admitted now */
    void admit() {
        if (over || releasing) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NO_OWNER,
                    "slot " + tenure.slot() + " is being handed over; try again in a moment");
        }
        tenure.check();
    }

    UserInbox inbox(long userId) {
        UserInbox inbox = inboxes.get(userId);
        if (inbox == null) {
            inbox = new UserInbox(userId, this);
            inboxes.put(userId, inbox);
            evict(inbox);
        }
        return inbox;
    }

    void append(long userId, UserInbox.Incoming message) {
        if (lane.refusals().holdsBack(userId, message.channelId(), message.messageId())) {
            refuse(
                    userId,
                    message,
                    overloaded("an earlier message of channel " + message.channelId() + " was refused"));
        } else if (lane.isFull()) {
            refuse(userId, message, overloaded("too many entries wait to be written"));
        } else {
            inbox(userId).append(message);
        }
    }

    private static ChatException overloaded(String why) {
        return new ChatException(ErrorReason.ERROR_REASON_OVERLOADED, why + "; try again");
    }

    void taken(long userId, UserInbox.Incoming message) {
        lane.refusals().taken(userId, message.channelId(), message.messageId());
    }

    void refuse(long userId, UserInbox.Incoming message, ChatException reason) {
        refuse(lane, userId, message, reason);
    }

    /** Answers that the message was not taken, and holds back the channel's later ones. */
    static void refuse(Lane lane, long userId, UserInbox.Incoming message, ChatException reason) {
        lane.metrics().refused(reason.reason());
        lane.refusals().refused(userId, message.channelId(), message.messageId());
        message.ticket().failed(userId, reason);
    }

    /** Makes room: forgets idle inboxes, and messages of those that sessions are attached to, the least recently used first. */
    private void evict(UserInbox except) {
        for (int i = 0; i < EVICTIONS_A_TURN && lane.isTooHeavy(); i++) {
            Iterator<Map.Entry<Long, UserInbox>> oldestFirst =
                    inboxes.entrySet().iterator();
            UserInbox oldest = oldestFirst.next().getValue();
            if (oldest == except) {
                return;
            }
            if (oldest.isEvictable()) {
                oldestFirst.remove();
                lane.weighs(-oldest.weight());
                lane.metrics().evicted();
            } else {
                oldest.shrink();
                inboxes.get(oldest.userId()); // now the most recently used
            }
        }
    }

    /** Admits nothing more; completes when all that was admitted is written and every cursor stored. */
    CompletionStage<Void> release() {
        releasing = true;
        CompletableFuture<Void> idle = new CompletableFuture<>();
        awaitIdle(idle);
        return idle.thenCompose(done -> lane.cursors().flush());
    }

    private void awaitIdle(CompletableFuture<Void> idle) {
        if (over || inboxes.values().stream().noneMatch(UserInbox::isBusy)) {
            idle.complete(null);
        } else {
            lane.after(HAND_OVER_POLL_MILLIS, () -> awaitIdle(idle));
        }
    }

    void lost(ChatException reason) {
        over = true;
        List<UserInbox> all = new ArrayList<>(inboxes.values());
        inboxes.clear();
        all.forEach(inbox -> inbox.lost(reason));
    }
}
