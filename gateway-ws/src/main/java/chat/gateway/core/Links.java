package chat.gateway.core;

import org.jspecify.annotations.Nullable;

/** Which link leads to whom at this moment. Router loop only. */
interface Links {
    /** The link to the owner of a channel or user, or null when there is none or it is down. */
    @Nullable
    CoreLink toOwnerOf(long id);

    /** Any link that is up. */
    @Nullable
    CoreLink any();

    /** A core said NOT_OWNER. {@code ownerNodeId} is whom it named instead, or empty. */
    void misrouted(long id, String ownerNodeId);
}
