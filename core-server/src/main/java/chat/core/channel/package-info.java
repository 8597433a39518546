/**
 * Channels: direct conversations and groups, who is in them and as what. A change is committed by the owner of the channel's slot, in order with the
 * channel's messages (ADR 0004).
 *
 * <pre>
 * channels        (channel_id)                 kind, title, members, newest change, state of an import
 * direct_channels (lower, higher user_id)   -> channel_id   one for each pair
 * group_requests  (user_id, request_key)    -> channel_id   48 h
 * user_channels   (user_id) -> channel_id                   index for lists; the channel's row decides
 * </pre>
 */
@NullMarked
package chat.core.channel;

import org.jspecify.annotations.NullMarked;
