package chat.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.token.SigningKeyStore.Keys;
import chat.core.token.SigningKeyStore.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of signing keys must do. */
abstract class SigningKeyStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    abstract SigningKeyStore store();

    @Test
    void add_ofTheGenerationSeen_addsOneOfManyAtOnce() {
        Keys before = join(store().load());
        for (int round = 0; round < 2; round++) {
            long seen = before.generation() + round;
            String prefix = seen + "-";
            List<CompletionStage<Boolean>> adds = IntStream.range(0, 6)
                    .mapToObj(i -> store().add(seen, key(prefix + i), Duration.ofHours(1)))
                    .toList();
            assertThat(adds.stream().map(SigningKeyStoreContract::join).filter(added -> added))
                    .hasSize(1);
        }
        Keys after = join(store().load());
        assertThat(after.generation()).isEqualTo(before.generation() + 2);
        assertThat(after.keys()).hasSize(before.keys().size() + 2);
    }

    @Test
    void load_givesWhatWasAdded() {
        Keys before = join(store().load());
        assertThat(join(store().add(before.generation(), key("given"), Duration.ofHours(1))))
                .isTrue();
        StoredKey found = join(store().load()).keys().stream()
                .filter(key -> key.keyId().equals("given"))
                .findFirst()
                .orElseThrow();
        assertThat(found.publicKey()).containsExactly(1, 2);
        assertThat(found.sealedPrivateKey()).containsExactly(3, 4);
        assertThat(found.signsFrom()).isEqualTo(NOW);
    }

    private static StoredKey key(String id) {
        return new StoredKey(id, new byte[] {1, 2}, new byte[] {3, 4}, NOW);
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
