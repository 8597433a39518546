package chat.core.account;

import chat.core.cassandra.Cassandra;
import chat.core.forward.Forwarder;
import chat.core.messageid.IdMinter;
import chat.core.password.LoginThrottle;
import chat.core.password.Passwords;
import chat.core.slot.SlotOwnership;
import chat.core.token.TokenFeature;
import io.grpc.BindableService;
import java.time.Clock;

/** Accounts, wired. The service comes last: it ends sessions, and whoever keeps sessions needs the token verifier first. */
public final class AccountFeature {
    private final AccountStore store;
    private final DeviceStore deviceStore;
    private final IdMinter ids;
    private final TokenFeature tokens;
    private final Clock clock;
    private final AccountDirectory directory;

    AccountFeature(AccountStore store, DeviceStore deviceStore, IdMinter ids, TokenFeature tokens, Clock clock) {
        this.store = store;
        this.deviceStore = deviceStore;
        this.ids = ids;
        this.tokens = tokens;
        this.clock = clock;
        this.directory = new AccountDirectory(store, deviceStore, ids);
    }

    /** Prepares its statements. Blocks: for start-up only. */
    public static AccountFeature create(Cassandra cassandra, IdMinter ids, TokenFeature tokens, Clock clock) {
        return new AccountFeature(
                new CassandraAccountStore(cassandra), new CassandraDeviceStore(cassandra), ids, tokens, clock);
    }

    public Accounts accounts() {
        return directory;
    }

    public TokenVerifier tokenVerifier() {
        return new AccountTokenVerifier(tokens.accessTokens(), deviceStore, store);
    }

    /** {@code chat.account.v1.AccountService}. */
    public BindableService service(
            Passwords passwords, DeviceSessions sessions, SlotOwnership ownership, Forwarder forwarder) {
        Devices devices = new Devices(
                deviceStore,
                store,
                ids,
                tokens.accessTokens(),
                tokens.refreshTokens(),
                tokens.config(),
                sessions,
                clock);
        Logins logins = new Logins(directory, store, devices, passwords, new LoginThrottle(clock), sessions, clock);
        return new AccountGrpcService(directory, store, logins, devices, tokens.refreshTokens(), ownership, forwarder);
    }
}
