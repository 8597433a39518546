package chat.core.fanout;

/**
 * How far one owner of a slot has come.
 *
 * @param epoch the owner's
 * @param completeThrough every message of the slot with an id up to this one is in its inboxes; 0: nothing was sent yet
 * @param highestWindow no mark of this owner is in a later window
 */
public record Checkpoint(long epoch, long completeThrough, long highestWindow) {}
