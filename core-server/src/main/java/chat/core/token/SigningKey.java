package chat.core.token;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;

/** One P-256 key pair in the clear. */
record SigningKey(String keyId, ECPublicKey publicKey, ECPrivateKey privateKey, Instant signsFrom) {
    static SigningKey generate(SecureRandom random, Instant signsFrom) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            byte[] id = new byte[8];
            random.nextBytes(id);
            return new SigningKey(
                    HexFormat.of().formatHex(id),
                    (ECPublicKey) pair.getPublic(),
                    (ECPrivateKey) pair.getPrivate(),
                    signsFrom);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    SigningKeyStore.StoredKey sealed(Sealer sealer) {
        return new SigningKeyStore.StoredKey(
                keyId, publicKey.getEncoded(), sealer.seal(privateKey.getEncoded(), keyId), signsFrom);
    }

    /** @throws AEADBadTagException when the sealer's key is not the one that sealed it */
    static SigningKey opened(SigningKeyStore.StoredKey stored, Sealer sealer) throws AEADBadTagException {
        byte[] privateKey = sealer.open(stored.sealedPrivateKey(), stored.keyId());
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    stored.keyId(),
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(stored.publicKey())),
                    (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
                    stored.signsFrom());
        } catch (GeneralSecurityException notAKey) {
            throw new IllegalStateException(
                    "signing key " + stored.keyId() + " in signing_keys is not a P-256 key", notAKey);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[" + keyId + " signsFrom=" + signsFrom + "]";
    }
}
