package chat.core.account;

import chat.client.v1.CloseCode;

/** Ends sessions of users whose slots this node owns. Safe from any thread; never blocks. */
public interface DeviceSessions {
    /** Ends the session of one device, if it has one. */
    void close(long userId, long deviceId, CloseCode code, String detail);

    /** Ends every session of a user but that of one device (0: of none). */
    void closeOthers(long userId, long exceptDeviceId, CloseCode code, String detail);
}
