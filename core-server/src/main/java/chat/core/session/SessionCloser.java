package chat.core.session;

import chat.core.account.DeviceSessions;

/** Ends sessions of users whose slots this node owns, as accounts ask for it: sessions know accounts, and not the reverse. */
public interface SessionCloser extends DeviceSessions {}
