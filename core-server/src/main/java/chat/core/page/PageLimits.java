package chat.core.page;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;

/**
 * How many items a page of a list may have.
 *
 * @param standard for callers that name no size
 * @param maximum the most a caller may ask for
 */
public record PageLimits(int standard, int maximum) {
    public PageLimits {
        if (standard < 1 || standard > maximum) {
            throw new IllegalArgumentException(
                    "page limits must be 1 <= standard <= maximum: " + standard + ", " + maximum);
        }
    }

    /**
     * The size of the page.
     *
     * @param requested {@code page_size} of the request; 0 means the standard size
     * @throws ChatException FIELD_INVALID when it is negative or above the maximum
     */
    public int size(int requested) {
        if (requested < 0 || requested > maximum) {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_FIELD_INVALID,
                    "page_size must be 1 to " + maximum + ", or 0 for " + standard + "; it is " + requested);
        }
        return requested == 0 ? standard : requested;
    }
}
