package chat.gateway.core;

import chat.runtime.grpc.ChannelFactory;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One gRPC channel for each core address, shared by its link and by unary calls. Any thread. */
public final class CoreChannels implements AutoCloseable {
    private static final long CLOSE_SECONDS = 2;

    private final ChannelFactory factory;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    public CoreChannels(ChannelFactory factory) {
        this.factory = factory;
    }

    ManagedChannel get(String address) {
        return channels.computeIfAbsent(address, this::open);
    }

    /** Closes the channels to all other addresses; calls under way end by themselves. */
    void keepOnly(Collection<String> addresses) {
        Set<String> gone = new HashSet<>(channels.keySet());
        gone.removeAll(addresses);
        for (String address : gone) {
            ManagedChannel channel = channels.remove(address);
            if (channel != null) {
                channel.shutdown();
            }
        }
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdown);
        for (ManagedChannel channel : channels.values()) {
            try {
                if (!channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    channel.shutdownNow();
                }
            } catch (InterruptedException interrupted) {
                channel.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    private ManagedChannel open(String address) {
        try {
            return factory.open(address);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the files of core.tls can't be read any more", unreadable);
        }
    }
}
