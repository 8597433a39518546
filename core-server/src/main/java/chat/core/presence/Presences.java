package chat.core.presence;

import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.presence.v1.Presence;
import chat.presence.v1.PresenceState;
import io.netty.util.concurrent.EventExecutor;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Presence of the users whose slots this node owns. Sessions that come and go within the grace period cost nothing; the time of the last activity is stored at
 * most once per interval and user. What sessions tell comes on the user's slot thread; questions may come on any.
 *
 * <p>For one grace period after a slot was acquired, a user whose sessions have not come back yet, and who was active when last written, passes for online: a
 * move between nodes is not an absence.
 */
public final class Presences implements SlotListener {
    private final SlotOwnership ownership;
    private final IntFunction<EventExecutor> threads;
    private final Clock clock;
    private final PresenceConfig config;
    private final LastActiveStore store;
    private final PresenceMetrics metrics;

    /** By slot; each element on its slot's thread only. */
    private final @Nullable SlotPresence[] slots;

    private static final class SlotPresence {
        private final long acquiredAt;
        private final Map<Long, UserPresence> users = new HashMap<>();
        private long cleanedAt;

        SlotPresence(long acquiredAt) {
            this.acquiredAt = acquiredAt;
            this.cleanedAt = acquiredAt;
        }
    }

    private static final class UserPresence {
        private boolean attached;
        private long activeAt;
        private long writtenAt;
        private long goneAt;
    }

    Presences(
            SlotOwnership ownership,
            IntFunction<EventExecutor> threads,
            Clock clock,
            PresenceConfig config,
            LastActiveStore store,
            PresenceMetrics metrics) {
        this.ownership = ownership;
        this.threads = threads;
        this.clock = clock;
        this.config = config;
        this.store = store;
        this.metrics = metrics;
        this.slots = new SlotPresence[ownership.slots().count()];
    }

    /**
     * The user's first session is there. On the slot thread.
     *
     * @param moved the session comes from another node, which stored the last activity not long ago
     */
    public void attached(long userId, boolean moved) {
        SlotPresence slot = slots[ownership.slots().of(userId)];
        if (slot == null) {
            return;
        }
        UserPresence user = slot.users.computeIfAbsent(userId, first -> {
            UserPresence fresh = new UserPresence();
            // a node's users all move at once: their writes are spread
            long interval = config.writeInterval().toMillis();
            fresh.writtenAt =
                    moved ? clock.millis() - ThreadLocalRandom.current().nextLong(interval) : 0;
            return fresh;
        });
        if (!user.attached) {
            user.attached = true;
            metrics.attached(1);
        }
        active(userId, user, clock.millis());
        clean(slot);
    }

    /** One of the user's sessions was heard of. On the slot thread. */
    public void active(long userId, long atMillis) {
        SlotPresence slot = slots[ownership.slots().of(userId)];
        UserPresence user = slot == null ? null : slot.users.get(userId);
        if (user != null) {
            active(userId, user, atMillis);
        }
    }

    private void active(long userId, UserPresence user, long atMillis) {
        user.activeAt = Math.max(user.activeAt, atMillis);
        if (user.activeAt - user.writtenAt >= config.writeInterval().toMillis()) {
            long before = user.writtenAt;
            user.writtenAt = user.activeAt;
            store.write(userId, user.activeAt).whenComplete((stored, failure) -> {
                metrics.written(failure == null);
                if (failure != null) {
                    threads.apply(ownership.slots().of(userId)).execute(() -> user.writtenAt = before);
                }
            });
        }
    }

    /** The user's last session is gone. On the slot thread. */
    public void detached(long userId) {
        SlotPresence slot = slots[ownership.slots().of(userId)];
        UserPresence user = slot == null ? null : slot.users.get(userId);
        if (slot != null && user != null && user.attached) {
            user.attached = false;
            user.goneAt = clock.millis();
            metrics.attached(-1);
            clean(slot);
        }
    }

    /** Forgets, once an interval, those who are gone for so long that their next activity is stored anyway. */
    private void clean(SlotPresence slot) {
        long now = clock.millis();
        long kept = Math.max(config.grace().toMillis(), config.writeInterval().toMillis());
        if (now - slot.cleanedAt >= kept) {
            slot.cleanedAt = now;
            slot.users.values().removeIf(user -> !user.attached && now - user.goneAt >= kept);
        }
    }

    /** Presence of a user whose slot this node owns. Fails with ChatException NOT_OWNER or NO_OWNER. Any thread. */
    public CompletionStage<Presence> get(long userId) {
        int slot = ownership.slots().of(userId);
        CompletableFuture<Presence> answer = new CompletableFuture<>();
        threads.apply(slot).execute(() -> {
            try {
                ownership.tenure(slot);
                fromHere(userId, slots[slot], answer);
            } catch (RuntimeException refusal) {
                answer.completeExceptionally(refusal);
            }
        });
        return answer;
    }

    private void fromHere(long userId, @Nullable SlotPresence slot, CompletableFuture<Presence> answer) {
        UserPresence user = slot == null ? null : slot.users.get(userId);
        long now = clock.millis();
        if (user != null) {
            metrics.lookedUp("memory", 1);
            boolean online = user.attached || now - user.goneAt < config.grace().toMillis();
            answer.complete(presence(userId, online, user.activeAt));
            return;
        }
        metrics.lookedUp("store", 1);
        boolean mayBeMoving =
                slot != null && now - slot.acquiredAt < config.grace().toMillis();
        stored(userId).thenAccept(at -> {
            long fresh = config.writeInterval().plus(config.grace()).toMillis();
            answer.complete(presence(userId, mayBeMoving && at > 0 && now - at < fresh, at));
        });
    }

    /** Presence of a user whose owner can't be asked: offline, as far as anybody knows. */
    CompletionStage<Presence> unknown(long userId) {
        metrics.lookedUp("nobody", 1);
        return stored(userId).thenApply(at -> presence(userId, false, at));
    }

    /** 0 when never, or when the store can't tell. */
    private CompletionStage<Long> stored(long userId) {
        return store.read(userId).handle((at, failure) -> failure == null && at.isPresent() ? at.getAsLong() : 0L);
    }

    static Presence presence(long userId, boolean online, long activeAt) {
        return Presence.newBuilder()
                .setUserId(userId)
                .setState(online ? PresenceState.PRESENCE_STATE_ONLINE : PresenceState.PRESENCE_STATE_OFFLINE)
                .setLastActiveAtMillis(activeAt)
                .build();
    }

    @Override
    public CompletionStage<Void> acquired(SlotTenure tenure) {
        slots[tenure.slot()] = new SlotPresence(clock.millis());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> releasing(SlotTenure tenure) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void lost(SlotTenure tenure) {
        SlotPresence slot = slots[tenure.slot()];
        slots[tenure.slot()] = null;
        if (slot != null) {
            metrics.attached(-(int)
                    slot.users.values().stream().filter(user -> user.attached).count());
        }
    }
}
