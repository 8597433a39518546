package chat.core.token;

import chat.core.token.SigningKeyStore.Keys;
import chat.core.token.SigningKeyStore.StoredKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys as this node knows them. A new key is published {@link TokenConfig#keyOverlap} before it signs, so that every node
 * knows it by then; an old one stays until every token that it signed has ended. Any node rotates: whoever comes second finds the
 * generation moved and takes the other's key. Safe from any thread; only {@link #start} blocks.
 */
public final class KeyRing {
    /** How often a node looks for new keys. */
    public static final Duration RELOAD = Duration.ofMinutes(1);
    /** A token of an unknown key makes the node look early, but not more often than this: anyone can invent a key id. */
    private static final Duration EARLY_RELOAD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

    private final SigningKeyStore store;
    private final Sealer sealer;
    private final SecureRandom random;
    private final TokenConfig config;
    private final Clock clock;
    private volatile Map<String, SigningKey> keys = Map.of();
    private volatile Instant loadedAt = Instant.MIN;
    private volatile boolean unreadable;
    /** The load under way, shared by all who wait for it; null when there is none. Guarded by this. */
    private @Nullable CompletableFuture<Void> loading;

    public KeyRing(SigningKeyStore store, KeySecret secret, TokenConfig config, Clock clock) {
        this.store = store;
        this.random = new SecureRandom();
        this.sealer = new Sealer(secret.derive(KeySecret.SIGNING_KEYS), random);
        this.config = config;
        this.clock = clock;
    }

    /**
     * Loads the keys, and makes the first one in a new cluster. Blocks: for start-up only.
     *
     * @throws IllegalStateException when this node's key secret is not that of the others
     */
    public void start() {
        load().toCompletableFuture().join();
        if (unreadable) {
            throw new IllegalStateException(
                    "core.auth.key-secret is not the one that sealed the signing keys in Cassandra: set the secret that the other core"
                            + " nodes have. If it was changed on purpose, stop all core nodes and delete the rows of signing_keys first:"
                            + " that ends every access and refresh token");
        }
        maintain().toCompletableFuture().join();
    }

    /** Loads the keys, then adds the next one if it is time. Called every {@link #RELOAD}; repeats are harmless. */
    public CompletionStage<Void> maintain() {
        return load().thenCompose(loaded -> {
            Instant now = clock.instant();
            Instant newest = loaded.keys().stream()
                    .map(StoredKey::signsFrom)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MIN);
            if (loaded.keys().isEmpty()) {
                return add(loaded.generation(), now);
            }
            if (newest.plus(config.keyRotation()).isAfter(now.plus(config.keyOverlap()))) {
                return CompletableFuture.completedFuture(null);
            }
            return add(loaded.generation(), now.plus(config.keyOverlap()));
        });
    }

    /** The key to sign with: of those that sign already the newest. */
    SigningKey signer() {
        Instant now = clock.instant();
        Comparator<SigningKey> age = Comparator.comparing(SigningKey::signsFrom);
        return keys.values().stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(age)
                // none yet: this clock is behind the one that published the first key
                .or(() -> keys.values().stream().min(age))
                .orElseThrow(() -> new IllegalStateException("no signing keys: the key ring was not started"));
    }

    /** The key of a token, or null when there is none. */
    CompletionStage<@Nullable SigningKey> find(String keyId) {
        SigningKey known = keys.get(keyId);
        if (known != null || clock.instant().isBefore(loadedAt.plus(EARLY_RELOAD))) {
            return CompletableFuture.completedFuture(known);
        }
        return sharedLoad().thenApply(done -> keys.get(keyId));
    }

    private synchronized CompletionStage<Void> sharedLoad() {
        if (loading == null) {
            CompletableFuture<Void> mine = new CompletableFuture<>();
            loading = mine;
            load().whenComplete((loaded, thrown) -> {
                        synchronized (this) {
                            loading = null;
                        }
                        if (thrown == null) {
                            mine.complete(null);
                        } else {
                            mine.completeExceptionally(thrown);
                        }
                    })
                    .exceptionally(passedOn -> null);
            return mine;
        }
        return loading;
    }

    private CompletionStage<Keys> load() {
        return store.load().thenApply(loaded -> {
            Map<String, SigningKey> opened = new HashMap<>();
            boolean sealedByOthers = false;
            for (StoredKey key : loaded.keys()) {
                SigningKey known = keys.get(key.keyId());
                if (known != null) {
                    opened.put(key.keyId(), known);
                    continue;
                }
                try {
                    opened.put(key.keyId(), SigningKey.opened(key, sealer));
                } catch (AEADBadTagException otherSecret) {
                    sealedByOthers = true;
                    LOG.atError()
                            .addKeyValue("event", "token.key-unreadable")
                            .log(
                                    "signing key {} was sealed under another core.auth.key-secret: its tokens are refused here",
                                    key.keyId());
                }
            }
            keys = Map.copyOf(opened);
            unreadable = sealedByOthers;
            loadedAt = clock.instant();
            return loaded;
        });
    }

    private CompletionStage<Void> add(long generation, Instant signsFrom) {
        SigningKey key = SigningKey.generate(random, signsFrom);
        return store.add(generation, key.sealed(sealer), config.keyLife()).thenCompose(added -> {
            if (added) {
                LOG.atInfo()
                        .addKeyValue("event", "token.key-added")
                        .log("signing key {} is published; it signs from {}", key.keyId(), signsFrom);
            }
            return load().thenAccept(ignored -> {});
        });
    }
}
