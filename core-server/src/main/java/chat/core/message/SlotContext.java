package chat.core.message;

import chat.core.channel.ChannelStore;
import chat.core.fanout.FanOutMetrics;
import chat.core.fanout.InboxRoutes;
import chat.core.fanout.SlotMarks;
import chat.core.fanout.SlotProgress;
import chat.core.messageid.IdMinter;
import chat.core.slot.SlotTenure;
import io.netty.util.concurrent.EventExecutor;

/** What the conversations of one slot share under one tenure. */
record SlotContext(
        SlotTenure tenure,
        EventExecutor thread,
        SlotProgress progress,
        SlotMarks marks,
        IdMinter minter,
        ChannelStore channels,
        MessageStore messages,
        InboxRoutes routes,
        FanOutMetrics fanOutMetrics,
        Repeat repeat,
        NodeLimits limits,
        MessageConfig config,
        MessageMetrics metrics) {
    /** An id above everything that was minted in this slot. Slot thread only, followed by {@link SlotProgress#begin}. */
    long mint(long lastId) {
        return minter.mint(Math.max(lastId, progress.floor()));
    }
}
