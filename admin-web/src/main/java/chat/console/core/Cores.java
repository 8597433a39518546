package chat.console.core;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * All cores that the console knows. Any of them can answer any call: they forward to each other. Calls go round; one that can't be reached, is
 * stopping, or does not answer in time is passed over for a while, and the call is made on the next (each call that the console makes is safe
 * to repeat).
 */
public final class Cores implements AutoCloseable {
    /** A call is never tried more often: at two timeouts a person is still there to see the answer. */
    private static final int MAX_ATTEMPTS = 3;

    private final List<CoreChannel> channels;
    private final Duration callTimeout;
    private final AtomicInteger turn = new AtomicInteger();

    public Cores(List<CoreChannel> channels, Duration callTimeout) {
        this.channels = List.copyOf(channels);
        this.callTimeout = callTimeout;
    }

    /**
     * Makes one call.
     *
     * @param call gets a channel that adds deadline and metadata; makes a blocking stub of it and calls it once
     * @throws ChatException the failure by its name; CORE_UNREACHABLE names every core that was tried
     */
    public <T> T call(Caller caller, Function<Channel, T> call) {
        List<String> failures = new ArrayList<>();
        ErrorReason last = ErrorReason.ERROR_REASON_CORE_UNREACHABLE;
        for (CoreChannel core : order()) {
            if (failures.size() == MAX_ATTEMPTS) {
                break;
            }
            try {
                T answer = call.apply(core.onBehalfOf(caller, callTimeout));
                core.answered();
                return answer;
            } catch (StatusRuntimeException status) {
                ChatException failure = Errors.fromStatus(status);
                if (!elsewhereMaySucceed(failure.reason())) {
                    throw failure;
                }
                core.failed();
                last = failure.reason();
                failures.add(core.address() + " (" + failure.detail() + ")");
            }
        }
        throw new ChatException(last, "no core answered: " + String.join("; ", failures));
    }

    private static boolean elsewhereMaySucceed(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_CORE_UNREACHABLE, ERROR_REASON_SHUTTING_DOWN, ERROR_REASON_TIMEOUT -> true;
            default -> false;
        };
    }

    /** Starts with the next in turn; those that failed lately come last. */
    private List<CoreChannel> order() {
        int start = Math.floorMod(turn.getAndIncrement(), channels.size());
        List<CoreChannel> well = new ArrayList<>();
        List<CoreChannel> suspect = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            CoreChannel core = channels.get((start + i) % channels.size());
            (core.suspect() ? suspect : well).add(core);
        }
        well.addAll(suspect);
        return well;
    }

    /** Ends all connections; calls under way fail. */
    @Override
    public void close() {
        channels.forEach(CoreChannel::close);
    }
}
