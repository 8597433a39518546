package chat.core.messageid;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which worker, and up to when its ids may have been minted. Calls block: never from a slot's thread. Every method throws ChatException
 * COORDINATION_UNAVAILABLE when the outcome is not known.
 */
public interface WorkerStore {
    /**
     * Up to when a worker's ids may have been minted.
     *
     * @param millis milliseconds since 1970
     * @param version guards the next move; {@link #NEVER_WRITTEN} for a worker that was never held
     * @param writer who moved it last
     */
    record Horizon(long millis, int version, String writer) {}

    /** The version of a horizon that does not exist yet. */
    int NEVER_WRITTEN = -1;

    /** Workers that are held at this moment. */
    Set<Integer> leased();

    /** Takes a worker for as long as this process's session lasts; false when another holds it. */
    boolean lease(int worker);

    /** Gives a worker back. */
    void release(int worker);

    /** A worker's horizon; for one that was never held it is 0. */
    Horizon horizon(int worker);

    /** Moves a horizon; returns the new one, or null when somebody else moved it since {@code known} was read. */
    @Nullable
    Horizon move(int worker, Horizon known, long toMillis, String writer);
}
