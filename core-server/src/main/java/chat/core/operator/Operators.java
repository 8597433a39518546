package chat.core.operator;

import chat.core.audit.Audit;
import chat.core.audit.OperatorCaller;
import chat.core.operator.OperatorStore.StoredOperator;
import chat.core.password.LoginThrottle;
import chat.core.password.Passwords;
import chat.core.token.AccessTokens;
import chat.core.token.AccessTokens.Audience;
import chat.error.v1.ErrorReason;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.Operator;
import chat.operator.v1.OperatorRole;
import chat.runtime.error.ChatException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets operators in and out, and writes each attempt down before it is answered. Safe from any thread; only {@link #bootstrap} blocks. */
final class Operators {
    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final int MAX_NAME = 64;

    private final OperatorStore store;
    private final AccessTokens tokens;
    private final Duration tokenLife;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Audit audit;
    private final Clock clock;

    Operators(
            OperatorStore store,
            AccessTokens tokens,
            Duration tokenLife,
            Passwords passwords,
            LoginThrottle throttle,
            Audit audit,
            Clock clock) {
        this.store = store;
        this.tokens = tokens;
        this.tokenLife = tokenLife;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /** Creates the configured operator if there is none of the name; an existing one keeps role and password. Blocks: for start-up only. */
    void bootstrap(OperatorConfig config) {
        String name = config.bootstrapName();
        String password = config.bootstrapPassword();
        if (store.find(name).toCompletableFuture().join() != null) {
            return;
        }
        if (password == null) {
            LOG.atWarn()
                    .addKeyValue("event", "operator.bootstrap-skipped")
                    .log(
                            "operator {} does not exist, and core.operators.bootstrap-password(-file) is not set to create it",
                            name);
            return;
        }
        Passwords.requireAllowed(password);
        boolean added = passwords
                .hash(password)
                .thenCompose(hash ->
                        store.add(new StoredOperator(name, OperatorRole.OPERATOR_ROLE_ADMIN, hash, clock.instant())))
                .toCompletableFuture()
                .join();
        if (added) {
            LOG.atInfo().addKeyValue("event", "operator.bootstrapped").log("operator {} created as ADMIN", name);
        }
    }

    /** Fails with CREDENTIALS_INVALID, RATE_LIMITED or OVERLOADED. The same work is done for a name that does not exist. */
    CompletionStage<LoginResponse> login(String name, String password, String address) {
        boolean possible = OperatorConfig.NAME.matcher(name).matches();
        String shown = possible ? name : printable(name);
        throttle.admit(shown, address);
        return store.find(possible ? name : "?").thenCompose(found -> passwords
                .check(password, found == null ? null : found.passwordHash())
                .thenCompose(check -> {
                    if (found == null || !check.matches()) {
                        return refuse(shown, address);
                    }
                    throttle.succeeded(shown, address);
                    return renew(found, check).thenCompose(renewed -> admit(found, address));
                }));
    }

    private CompletionStage<LoginResponse> refuse(String name, String address) {
        OperatorCaller tried = new OperatorCaller(name, OperatorRole.OPERATOR_ROLE_UNSPECIFIED, address);
        return audit.record(tried, "operator.login-failed", "operator/" + name, "")
                .thenCompose(recorded -> CompletableFuture.failedFuture(new ChatException(
                        ErrorReason.ERROR_REASON_CREDENTIALS_INVALID, "the operator's name or the password is wrong")));
    }

    private CompletionStage<LoginResponse> admit(StoredOperator found, String address) {
        OperatorCaller caller = new OperatorCaller(found.name(), found.role(), address);
        return audit.record(caller, "operator.login", "operator/" + found.name(), "")
                .thenApply(recorded -> {
                    AccessTokens.Issued token = tokens.issue(Audience.OPERATOR, found.name(), 0, tokenLife);
                    return LoginResponse.newBuilder()
                            .setToken(token.text())
                            .setExpiresAtMillis(token.claims().expiresAt().toEpochMilli())
                            .setOperator(
                                    Operator.newBuilder().setName(found.name()).setRole(found.role()))
                            .build();
                });
    }

    private CompletionStage<Boolean> renew(StoredOperator found, Passwords.Check check) {
        String renewed = check.renewed();
        return renewed == null
                ? CompletableFuture.completedFuture(false)
                : store.renewHash(found.name(), found.passwordHash(), renewed);
    }

    /** Revokes a token. */
    CompletionStage<Void> logout(OperatorCaller caller, OperatorVerifier.Verified token) {
        // a little longer than the token lives, for nodes whose clocks are behind
        Duration life = Duration.between(clock.instant(), token.expiresAt()).plusMinutes(5);
        return audit.record(caller, "operator.logout", "operator/" + caller.name(), "")
                .thenCompose(recorded -> store.revoke(token.tokenId(), token.name(), life));
    }

    /** What was tried instead of a name, fit for the audit log. */
    private static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .limit(MAX_NAME)
                .map(c -> Character.isLetterOrDigit(c) || (c > ' ' && c < 0x7f) ? c : '?')
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
