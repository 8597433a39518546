package chat.core.messageid;

/**
 * Mints ids of the layout of ADR 0001: unique over all nodes, growing on this one. Safe from any thread; never blocks. User, device, channel
 * and audit ids come from here too.
 */
public interface IdMinter {
    /**
     * The next id, greater than every id this node minted before and greater than {@code floor}.
     *
     * @param floor an id that the new one must exceed, or 0
     * @throws chat.runtime.error.ChatException CLOCK_UNSAFE when the id would run too far ahead of the wall clock, COORDINATION_UNAVAILABLE
     *     when the worker's horizon could not be moved; both retryable
     */
    long mint(long floor);
}
