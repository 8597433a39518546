/**
 * What operators did, tried and looked at. An entry is durable before the action takes effect or answers; entries are only ever added.
 *
 * <pre>
 * audit_entries (day, hour, shard) -> audit_id   one hour of a UTC day in 4 shards; newest first
 * </pre>
 */
@NullMarked
package chat.core.audit;

import org.jspecify.annotations.NullMarked;
