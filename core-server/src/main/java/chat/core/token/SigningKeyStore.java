package chat.core.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Keeps signing keys, their private parts sealed. Few: one a rotation. */
public interface SigningKeyStore {
    /** Everything that has not expired. */
    CompletionStage<Keys> load();

    /**
     * Adds a key if no other was added since {@code generation} was loaded.
     *
     * @param life after which the key is gone
     * @return whether it was added
     */
    CompletionStage<Boolean> add(long generation, StoredKey key, Duration life);

    /**
     * What is stored.
     *
     * @param generation how many keys were ever added; 0 at first
     */
    record Keys(long generation, List<StoredKey> keys) {
        public Keys {
            keys = List.copyOf(keys);
        }
    }

    /**
     * One key.
     *
     * @param keyId the {@code kid} of tokens
     * @param publicKey X.509 SubjectPublicKeyInfo
     * @param sealedPrivateKey PKCS #8, sealed by {@link Sealer} with the key id as its context
     * @param signsFrom when it begins to sign
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record StoredKey(String keyId, byte[] publicKey, byte[] sealedPrivateKey, Instant signsFrom) {
        @Override
        public String toString() {
            return "StoredKey[" + keyId + " signsFrom=" + signsFrom + "]";
        }
    }
}
