package chat.core.token;

import chat.core.cassandra.Cassandra;
import chat.core.thread.BoundedThreads;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tokens, wired: the key ring and its upkeep, access tokens, refresh tokens. */
public final class TokenFeature implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFeature.class);
    private static final int CHECK_THREADS = 2;
    private static final int CHECK_QUEUE = 10_000;

    private final TokenConfig config;
    private final KeyRing keys;
    private final BoundedThreads checks;
    private final AccessTokens accessTokens;
    private final RefreshTokens refreshTokens;
    private final ScheduledExecutorService upkeep;

    TokenFeature(SigningKeyStore store, KeySecret secret, TokenConfig config, Clock clock) {
        this.config = config;
        this.keys = new KeyRing(store, secret, config, clock);
        this.checks = new BoundedThreads("token-checks", CHECK_THREADS, CHECK_QUEUE);
        this.accessTokens = new AccessTokens(keys, config.issuer(), clock, checks);
        this.refreshTokens = new RefreshTokens(secret);
        this.upkeep = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "signing-keys");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Loads the signing keys, makes the first one in a new cluster, and looks after them from now on. Blocks: for start-up only. */
    public static TokenFeature start(Cassandra cassandra, KeySecret secret, TokenConfig config, Clock clock) {
        return start(new CassandraSigningKeyStore(cassandra), secret, config, clock);
    }

    /** As above, with keys kept elsewhere. */
    public static TokenFeature start(SigningKeyStore store, KeySecret secret, TokenConfig config, Clock clock) {
        TokenFeature feature = new TokenFeature(store, secret, config, clock);
        feature.keys.start();
        long every = KeyRing.RELOAD.toMillis();
        var unused = feature.upkeep.scheduleWithFixedDelay(feature::maintain, every, every, TimeUnit.MILLISECONDS);
        return feature;
    }

    private void maintain() {
        keys.maintain().exceptionally(thrown -> {
            LOG.atWarn()
                    .addKeyValue("event", "token.keys-not-loaded")
                    .setCause(thrown)
                    .log("signing keys could not be loaded; those known go on, next try in {}", KeyRing.RELOAD);
            return null;
        });
    }

    public TokenConfig config() {
        return config;
    }

    public AccessTokens accessTokens() {
        return accessTokens;
    }

    public RefreshTokens refreshTokens() {
        return refreshTokens;
    }

    @Override
    public void close() {
        upkeep.shutdownNow();
        checks.close();
    }
}
