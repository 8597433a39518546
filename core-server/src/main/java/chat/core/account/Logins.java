package chat.core.account;

import chat.account.v1.LoginRequest;
import chat.account.v1.LoginResponse;
import chat.account.v1.Profile;
import chat.account.v1.Tokens;
import chat.client.v1.CloseCode;
import chat.core.account.AccountStore.StoredAccount;
import chat.core.account.Usernames.Username;
import chat.core.password.LoginThrottle;
import chat.core.password.Passwords;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Everything that takes a password: sign-up, login, its change, and the end of an account. Whether a name exists shows neither in a login's answer nor in the work it
 * takes. Safe from any thread; never blocks.
 */
final class Logins {
    private final AccountDirectory directory;
    private final AccountStore store;
    private final Devices devices;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final DeviceSessions sessions;
    private final Clock clock;

    Logins(
            AccountDirectory directory,
            AccountStore store,
            Devices devices,
            Passwords passwords,
            LoginThrottle throttle,
            DeviceSessions sessions,
            Clock clock) {
        this.directory = directory;
        this.store = store;
        this.devices = devices;
        this.passwords = passwords;
        this.throttle = throttle;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Fails with USERNAME_INVALID, PASSWORD_INVALID, FIELD_INVALID, USERNAME_TAKEN or OVERLOADED. */
    CompletionStage<Account> signUp(String username, String password, String displayName) {
        Username name = Usernames.parse(username);
        Passwords.requireAllowed(password);
        Names.require("display_name", displayName);
        return directory
                .requireFree(name)
                .thenCompose(free -> passwords.hash(password))
                .thenCompose(hash -> directory.create(name, displayName, hash));
    }

    /**
     * Fails with CREDENTIALS_INVALID, DEVICE_NOT_FOUND, FIELD_INVALID, RATE_LIMITED or OVERLOADED.
     *
     * @param address where the caller is
     */
    CompletionStage<LoginResponse> login(LoginRequest request, String address) {
        Names.require("device_name", request.getDeviceName());
        String throttled = throttleKey(request.getUsername());
        throttle.admit(throttled, address);
        return directory.findStored(request.getUsername()).thenCompose(found -> passwords
                .check(request.getPassword(), found == null ? null : found.passwordHash())
                .thenCompose(check -> {
                    if (found == null || found.passwordHash() == null || !check.matches()) {
                        throw wrongCredentials();
                    }
                    throttle.succeeded(throttled, address);
                    return presentHash(found, check)
                            .thenCompose(hash -> device(found.account().userId(), hash, request));
                })
                .thenApply(tokens -> LoginResponse.newBuilder()
                        .setTokens(tokens)
                        .setProfile(profileOf(found))
                        .build()));
    }

    /** Sets another password and logs the other devices out. Fails with CREDENTIALS_INVALID, PASSWORD_INVALID, RATE_LIMITED or OVERLOADED. */
    CompletionStage<Void> changePassword(Identity caller, String oldPassword, String newPassword) {
        Passwords.requireAllowed(newPassword);
        return confirmed(caller, oldPassword)
                .thenCompose(oldHash -> passwords
                        .hash(newPassword)
                        .thenCompose(hash -> store.changePassword(caller.userId(), oldHash, hash, caller.deviceId())))
                .thenAccept(changed -> {
                    requireUnchanged(changed);
                    sessions.closeOthers(
                            caller.userId(),
                            caller.deviceId(),
                            CloseCode.CLOSE_CODE_LOGGED_OUT,
                            "the password was changed on another device");
                });
    }

    /** Deletes the account and logs every device out. Fails with CREDENTIALS_INVALID, RATE_LIMITED or OVERLOADED. */
    CompletionStage<Void> delete(Identity caller, String password) {
        return confirmed(caller, password)
                .thenCompose(hash -> store.delete(caller.userId(), hash, clock.instant()))
                .thenAccept(deleted -> {
                    requireUnchanged(deleted);
                    sessions.closeOthers(
                            caller.userId(), 0, CloseCode.CLOSE_CODE_ACCOUNT_DELETED, "the account was deleted");
                });
    }

    /** What a login to this name is throttled, and routed, by. */
    static String throttleKey(String username) {
        return Usernames.find(username)
                .map(Username::skeleton)
                .orElseGet(() -> username.substring(0, Math.min(username.length(), Usernames.MAX_CODE_POINTS)));
    }

    /** The hash that the caller's password was checked against: a stolen access token alone changes nothing. */
    private CompletionStage<String> confirmed(Identity caller, String password) {
        String throttled = "user/" + caller.userId(); // no user name holds a slash
        throttle.admit(throttled, "");
        return store.find(caller.userId()).thenCompose(found -> {
            String hash = found == null ? null : found.passwordHash();
            return passwords.check(password, hash).thenApply(check -> {
                if (hash == null || !check.matches()) {
                    throw wrongCredentials();
                }
                throttle.succeeded(throttled, "");
                return hash;
            });
        });
    }

    private CompletionStage<String> presentHash(StoredAccount found, Passwords.Check check) {
        String old = found.passwordHash();
        String renewed = check.renewed();
        if (old == null) {
            throw wrongCredentials();
        }
        return renewed == null
                ? CompletableFuture.completedFuture(old)
                : store.renewHash(found.account().userId(), old, renewed).thenApply(stored -> stored ? renewed : old);
    }

    private CompletionStage<Tokens> device(long userId, String hash, LoginRequest request) {
        return request.getDeviceId() == 0
                ? devices.open(userId, hash, request.getDeviceName())
                : devices.reopen(userId, hash, request.getDeviceId(), request.getDeviceName());
    }

    private static Profile profileOf(StoredAccount found) {
        return found.account().profile();
    }

    private static void requireUnchanged(boolean applied) {
        if (!applied) {
            throw wrongCredentials(); // another device changed the password between the check and the update
        }
    }

    static ChatException wrongCredentials() {
        return new ChatException(
                ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "the user name or the password is wrong");
    }
}
