package chat.core.message;

import chat.core.channel.ChannelChange;
import chat.core.channel.ChannelOrder;
import chat.core.channel.ChannelState;
import chat.core.channel.ChannelStore;
import chat.core.fanout.Checkpoint;
import chat.core.fanout.FanOutMetrics;
import chat.core.fanout.FanOutStore;
import chat.core.fanout.InboxRoutes;
import chat.core.fanout.SlotMarks;
import chat.core.fanout.SlotProgress;
import chat.core.messageid.IdMinter;
import chat.core.slot.SlotListener;
import chat.core.slot.SlotOwnership;
import chat.core.slot.SlotTenure;
import chat.error.v1.ErrorReason;
import chat.gateway.v1.Send;
import chat.gateway.v1.Sent;
import chat.runtime.error.ChatException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels of the slots that this node owns: the way in for sends and changes, from any thread, and what follows the slots' coming and going. */
final class Conversations implements MessageSender, ChannelOrder, ChannelTurns, SlotListener {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);
    private static final long TICK_MILLIS = 200;
    private static final int TICKS_A_CHECKPOINT = 10;

    /** One slot's state with its timer. */
    private record Entry(SlotConversations conversations, ScheduledFuture<?> ticks) {}

    private final SlotOwnership ownership;
    private final IntFunction<EventExecutor> threads;
    private final IdMinter minter;
    private final ChannelStore channels;
    private final MessageStore messages;
    private final FanOutStore fanOut;
    private final InboxRoutes routes;
    private final MessageConfig config;
    private final MessageMetrics metrics;
    private final FanOutMetrics fanOutMetrics;
    private final Clock clock;
    private final ChannelLoader loader;
    private final DeviceRates rates;
    private final NodeLimits limits;
    /** By slot; each value is touched on its slot's thread. */
    private final Map<Integer, Entry> slots = new ConcurrentHashMap<>();

    Conversations(
            SlotOwnership ownership,
            IntFunction<EventExecutor> threads,
            IdMinter minter,
            ChannelStore channels,
            MessageStore messages,
            FanOutStore fanOut,
            InboxRoutes routes,
            MessageConfig config,
            MessageMetrics metrics,
            FanOutMetrics fanOutMetrics,
            Clock clock) {
        this.ownership = ownership;
        this.threads = threads;
        this.minter = minter;
        this.channels = channels;
        this.messages = messages;
        this.fanOut = fanOut;
        this.routes = routes;
        this.config = config;
        this.metrics = metrics;
        this.fanOutMetrics = fanOutMetrics;
        this.clock = clock;
        loader = new ChannelLoader(channels, messages, clock);
        rates = new DeviceRates(config.sendsPerSecond(), config.burst(), System::nanoTime);
        limits = new NodeLimits(config, metrics, fanOutMetrics);
    }

    @Override
    public CompletionStage<Sent> send(Send send) {
        CompletableFuture<Sent> answer = new CompletableFuture<>();
        var unused = answer.whenComplete((sent, failure) -> {
            if (failure != null) {
                metrics.refused(failure);
            }
        });
        try {
            TextRules.check(send.getText());
            TextRules.checkClientMessageId(send.getClientMessageId());
            rates.take(send.getDeviceId());
        } catch (ChatException refused) {
            answer.completeExceptionally(refused);
            return answer;
        }
        long now = System.nanoTime();
        PendingSend pending =
                new PendingSend(send, now, now + config.sendDeadline().toNanos(), answer);
        at(send.getChannelId(), answer, (slot, any) -> slot.send(pending));
        return answer;
    }

    @Override
    public CompletionStage<ChannelState> change(long channelId, ChannelChange change) {
        CompletableFuture<ChannelState> answer = new CompletableFuture<>();
        long deadline = System.nanoTime() + config.sendDeadline().toNanos();
        at(channelId, answer, (slot, to) -> slot.change(channelId, change, to, deadline));
        return answer;
    }

    @Override
    public CompletionStage<ChannelState> create(ChannelState channel, long creatorId) {
        CompletableFuture<ChannelState> answer = new CompletableFuture<>();
        at(channel.channelId(), answer, (slot, to) -> ChannelCreation.start(slot, channel, creatorId, to));
        return answer;
    }

    @Override
    public <T> CompletionStage<T> inTurn(long channelId, Duration patience, Turn<T> turn) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        long deadline = System.nanoTime() + patience.toNanos();
        at(
                channelId,
                answer,
                (slot, to) -> slot.run(channelId, conversation -> Turns.run(turn, conversation, to), to, deadline));
        return answer;
    }

    /** Hops to the channel's slot thread, where this node must own the slot. What is thrown there is the answer. */
    private <T> void at(
            long channelId, CompletableFuture<T> answer, BiConsumer<SlotConversations, CompletableFuture<T>> action) {
        int slot = ownership.slots().of(channelId);
        threads.apply(slot).execute(() -> {
            try {
                action.accept(owned(slot), answer);
            } catch (RuntimeException refused) {
                answer.completeExceptionally(refused);
            }
        });
    }

    private SlotConversations owned(int slot) {
        SlotTenure tenure = ownership.tenure(slot);
        Entry entry = slots.get(slot);
        if (entry == null || entry.conversations().slot().tenure().epoch() != tenure.epoch()) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_NO_OWNER, "slot " + slot + " is changing hands; try again");
        }
        return entry.conversations();
    }

    @Override
    public CompletionStage<Void> acquired(SlotTenure tenure) {
        EventExecutor thread = threads.apply(tenure.slot());
        // without any checkpoint nothing was ever sent here
        long none = ChannelLoader.forgetThrough(clock);
        return fanOut.checkpoints(tenure.slot())
                .thenApply(found -> SlotHistory.of(found, tenure.epoch(), none))
                .thenCompose(history -> {
                    // before anything is admitted: a late checkpoint of a former owner is in another row, and this one
                    // counts
                    Checkpoint first =
                            new Checkpoint(tenure.epoch(), history.completeThrough(), history.highestWindow());
                    return fanOut.checkpoint(tenure.slot(), first, tenure.nextWriteTimestamp())
                            .thenCompose(written -> fanOut.forget(
                                    tenure.slot(), tenure.epoch() - FanOutStore.KEPT_EPOCHS, tenure.fenceTimestamp()))
                            .thenCompose(forgotten -> SlotRecovery.marked(fanOut, tenure.slot(), history))
                            .thenAcceptAsync(
                                    marked -> {
                                        SlotConversations slot = start(tenure, thread, history, first);
                                        SlotRecovery.start(slot, history, marked);
                                    },
                                    thread);
                });
    }

    private SlotConversations start(SlotTenure tenure, EventExecutor thread, SlotHistory history, Checkpoint first) {
        tenure.check();
        SlotProgress progress = new SlotProgress(Math.max(0, history.completeThrough()));
        SlotMarks marks = new SlotMarks(tenure, fanOut, progress, first);
        SlotContext context = new SlotContext(
                tenure,
                thread,
                progress,
                marks,
                minter,
                channels,
                messages,
                routes,
                fanOutMetrics,
                new Repeat(tenure, thread, metrics),
                limits,
                config,
                metrics);
        SlotConversations slot = new SlotConversations(context, history, loader);
        Ticker ticker = new Ticker(slot);
        ScheduledFuture<?> ticks =
                thread.scheduleWithFixedDelay(ticker, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        Entry old = slots.put(tenure.slot(), new Entry(slot, ticks));
        if (old != null) {
            end(old);
        }
        return slot;
    }

    /** Times out what waits too long, and writes the checkpoint. */
    private static final class Ticker implements Runnable {
        private final SlotConversations slot;
        private int ticks;

        Ticker(SlotConversations slot) {
            this.slot = slot;
        }

        @Override
        public void run() {
            try {
                slot.tick(System.nanoTime());
                if (++ticks % TICKS_A_CHECKPOINT == 0) {
                    slot.slot().tenure().check();
                    var unused = slot.slot().marks().checkpoint();
                }
            } catch (ChatException notOwned) {
                LOG.debug("checkpoint.skipped slot={}", slot.slot().tenure().slot());
            } catch (RuntimeException defect) {
                LOG.error("slot.tick.failed slot={}", slot.slot().tenure().slot(), defect);
            }
        }
    }

    @Override
    public CompletionStage<Void> releasing(SlotTenure tenure) {
        Entry entry = slots.get(tenure.slot());
        if (entry == null || entry.conversations().slot().tenure().epoch() != tenure.epoch()) {
            return CompletableFuture.completedFuture(null);
        }
        SlotConversations slot = entry.conversations();
        return slot.drained()
                .thenComposeAsync(
                        drained -> slot.ended()
                                ? CompletableFuture.completedFuture(null)
                                : slot.slot().marks().checkpoint(),
                        slot.slot().thread())
                .exceptionally(failure -> null);
    }

    @Override
    public void lost(SlotTenure tenure) {
        Entry entry = slots.get(tenure.slot());
        if (entry != null && entry.conversations().slot().tenure().epoch() == tenure.epoch()) {
            slots.remove(tenure.slot());
            end(entry);
        }
    }

    private static void end(Entry entry) {
        entry.ticks().cancel(false);
        entry.conversations()
                .end(new ChatException(
                        ErrorReason.ERROR_REASON_NO_OWNER,
                        "the slot changed hands before the outcome was known",
                        Map.of("outcome", "unknown")));
    }
}
