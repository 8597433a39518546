package chat.core.channel;

import chat.channel.v1.MemberRole;

/**
 * One user in a channel.
 *
 * @param joinedMessageId id of the message that records their joining: they may read it and what is above it; 0 for members of an import, who may
 *     read everything
 */
public record Membership(MemberRole role, long joinedMessageId) {}
