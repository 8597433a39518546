package chat.core.account;

/** A device that was authenticated: whose it is and which. */
public record Identity(long userId, long deviceId) {}
