/**
 * Message ids: their layout and how they are minted (ADR 0001). {@link chat.core.messageid.MessageIds} keeps a worker leased and its horizon
 * ahead of the ids, in what {@link chat.core.messageid.WorkerStore} stores:
 *
 * <pre>
 * /chat/workers
 *   leases/N      ephemeral: who holds worker N, a hint only
 *   horizons/N    "MILLIS WRITER": ids of worker N may have been minted up to here; moved by compare-and-set
 * </pre>
 */
@NullMarked
package chat.core.messageid;

import org.jspecify.annotations.NullMarked;
