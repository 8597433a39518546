package chat.core.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.core.account.MovableClock;
import chat.core.token.AccessTokens.Audience;
import chat.core.token.AccessTokens.Claims;
import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class AccessTokensTest {
    private static final Duration LIFE = Duration.ofMinutes(15);

    private final MovableClock clock = new MovableClock();
    private final InMemorySigningKeyStore store = new InMemorySigningKeyStore(clock);
    private final KeySecret secret = new KeySecret("0123456789abcdef0123456789abcdef");
    private final TokenConfig config = TokenConfig.standard();
    private final KeyRing ring = started();
    private final AccessTokens tokens = new AccessTokens(ring, "chat", clock, Runnable::run);

    private KeyRing started() {
        KeyRing started = new KeyRing(store, secret, config, clock);
        started.start();
        return started;
    }

    private String token() {
        return tokens.issue(Audience.USER, "4711", 42, LIFE).text();
    }

    private Claims verify(String token) {
        return tokens.verify(Audience.USER, token).toCompletableFuture().join();
    }

    private void assertRefused(ErrorReason reason, String token) {
        assertRefused(reason, tokens, token);
    }

    private static void assertRefused(ErrorReason reason, AccessTokens by, String token) {
        assertThatThrownBy(() ->
                        by.verify(Audience.USER, token).toCompletableFuture().join())
                .satisfies(thrown ->
                        assertThat(Errors.toChatException(thrown).reason()).isEqualTo(reason));
    }

    @Test
    void verify_ownToken_saysWhoItIs() {
        Claims claims = verify(token());
        assertThat(claims.subject()).isEqualTo("4711");
        assertThat(claims.deviceId()).isEqualTo(42);
        assertThat(claims.expiresAt()).isEqualTo(clock.instant().plus(LIFE));
    }

    @Test
    void verify_noToken_isMissing() {
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_MISSING, "");
    }

    @Test
    void verify_atItsEnd_isExpired() {
        String token = token();
        clock.advance(LIFE.minusSeconds(1));
        assertThat(verify(token).subject()).isEqualTo("4711");
        clock.advance(Duration.ofSeconds(1));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_EXPIRED, token);
    }

    @Test
    void verify_garbage_isInvalid() {
        for (String garbage : List.of(
                "x", "a.b.c", "..", "....", "ey.ey.ey", "\u0000", "null", "{}", "e30.e30.", "a".repeat(100_000))) {
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, garbage);
        }
    }

    @Test
    void verify_anyPartChanged_isInvalid() {
        String token = token();
        String[] parts = token.split("\\.");
        for (int part = 0; part < 3; part++) {
            for (int at = 0; at < parts[part].length() - 1; at++) { // the last character's low bits may mean nothing
                StringBuilder changed = new StringBuilder(parts[part]);
                changed.setCharAt(at, changed.charAt(at) == 'A' ? 'B' : 'A');
                String[] copy = parts.clone();
                copy[part] = changed.toString();
                assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, String.join(".", copy));
            }
        }
    }

    @Test
    void verify_algNone_isInvalid() {
        String[] parts = token().split("\\.");
        for (String alg : List.of("none", "None", "NONE", "nOnE")) {
            String header = encode("{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\""
                    + ring.signer().keyId() + "\"}");
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, header + "." + parts[1] + ".");
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, header + "." + parts[1] + "." + parts[2]);
        }
    }

    @Test
    void verify_publicKeyUsedAsHmacSecret_isInvalid() throws Exception {
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(ring.signer().keyId())
                        .build(),
                claims(all -> {}));
        forged.sign(new MACSigner(ring.signer().publicKey().getEncoded()));
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, forged.serialize());
    }

    @Test
    void verify_otherKeyUnderOurKeyId_isInvalid() throws Exception {
        SigningKey other = SigningKey.generate(new SecureRandom(), Instant.EPOCH);
        assertRefused(
                ErrorReason.ERROR_REASON_TOKEN_INVALID,
                signed(other, ring.signer().keyId(), "at+jwt", all -> {}));
    }

    @Test
    void verify_unknownKeyId_isInvalid_andLooksForItSeldom() throws Exception {
        SigningKey other = SigningKey.generate(new SecureRandom(), Instant.EPOCH);
        clock.advance(Duration.ofMinutes(1));
        int before = store.loads();
        for (int i = 0; i < 100; i++) {
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, signed(other, "made-up-" + i, "at+jwt", all -> {}));
        }
        assertThat(store.loads()).isEqualTo(before + 1);
    }

    @Test
    void verify_signedByUsForOtherUse_isInvalid() throws Exception {
        SigningKey ours = ring.signer();
        assertThat(verify(signed(ours, ours.keyId(), "at+jwt", all -> {})).subject())
                .isEqualTo("4711");
        List<Consumer<JWTClaimsSet.Builder>> changes = List.of(
                all -> all.audience("chat-operator"),
                all -> all.audience(List.of("chat-user", "chat-operator")),
                all -> all.audience((String) null),
                all -> all.issuer("other"),
                all -> all.issuer(null),
                all -> all.subject(null),
                all -> all.jwtID(null),
                all -> all.expirationTime(null),
                all -> all.issueTime(null),
                all -> all.issueTime(Date.from(clock.instant().plus(Duration.ofMinutes(2)))),
                all -> all.claim("device", "not a number"),
                all -> all.claim("device", List.of(1)));
        for (Consumer<JWTClaimsSet.Builder> change : changes) {
            assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, signed(ours, ours.keyId(), "at+jwt", change));
        }
        assertRefused(ErrorReason.ERROR_REASON_TOKEN_INVALID, signed(ours, ours.keyId(), "JWT", all -> {}));
        assertRefused(
                ErrorReason.ERROR_REASON_TOKEN_INVALID,
                tokens.issue(Audience.OPERATOR, "4711", 0, LIFE).text());
    }

    @Test
    void maintain_rotation_newKeyIsKnownBeforeItSigns_andOldTokensLive() {
        KeyRing otherNode = started();
        AccessTokens there = new AccessTokens(otherNode, "chat", clock, Runnable::run);
        String first = ring.signer().keyId();
        clock.advance(config.keyRotation().minus(config.keyOverlap()));
        join(ring);
        join(otherNode);
        assertThat(ring.signer().keyId()).isEqualTo(first); // published, not yet used
        String old = token();
        clock.advance(config.keyOverlap());
        assertThat(ring.signer().keyId()).isNotEqualTo(first);
        assertThat(otherNode.signer().keyId()).isEqualTo(ring.signer().keyId());
        assertThat(there.verify(Audience.USER, token())
                        .toCompletableFuture()
                        .join()
                        .subject())
                .isEqualTo("4711");
        assertThat(there.verify(Audience.USER, old).toCompletableFuture().join().subject())
                .isEqualTo("4711");
    }

    @Test
    void maintain_onEveryNodeAtOnce_addsOneKey() {
        List<KeyRing> nodes = List.of(ring, started(), started());
        clock.advance(config.keyRotation());
        nodes.forEach(AccessTokensTest::join);
        nodes.forEach(AccessTokensTest::join);
        assertThat(store.load().toCompletableFuture().join().keys()).hasSize(2);
        clock.advance(config.keyOverlap());
        assertThat(nodes.stream().map(node -> node.signer().keyId()).distinct()).hasSize(1);
    }

    @Test
    void verify_keyThisNodeHasNotSeen_isLookedUp() {
        clock.advance(config.keyRotation());
        KeyRing otherNode = started(); // adds the next key
        clock.advance(config.keyOverlap());
        AccessTokens there = new AccessTokens(otherNode, "chat", clock, Runnable::run);
        assertThat(verify(there.issue(Audience.USER, "1", 2, LIFE).text()).deviceId())
                .isEqualTo(2);
    }

    @Test
    void start_withAnotherSecret_saysWhatToDo() {
        KeyRing stranger = new KeyRing(store, new KeySecret("another secret of enough length !"), config, clock);
        assertThatThrownBy(stranger::start).hasMessageContaining("core.auth.key-secret");
    }

    @Test
    void keySecret_tooShort_isRefused() {
        assertThatThrownBy(() -> new KeySecret("short")).hasMessageContaining("openssl rand -hex 32");
        assertThat(secret.toString()).doesNotContain("0123456789abcdef");
        assertThat(secret.derive("a")).hasSize(32).isNotEqualTo(secret.derive("b"));
    }

    @Test
    void store_holdsNoPrivateKeyInTheClear() {
        String stored = new String(
                store.load().toCompletableFuture().join().keys().get(0).sealedPrivateKey(),
                java.nio.charset.StandardCharsets.ISO_8859_1);
        String privateKey =
                new String(ring.signer().privateKey().getEncoded(), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(stored).doesNotContain(privateKey.substring(30, 60));
        assertThat(ring.signer().toString()).doesNotContain("privateKey");
    }

    @Test
    void verify_full_isOverloaded() {
        AccessTokens full = new AccessTokens(ring, "chat", clock, task -> {
            throw new ChatException(ErrorReason.ERROR_REASON_OVERLOADED, "full");
        });
        assertRefused(ErrorReason.ERROR_REASON_OVERLOADED, full, token());
    }

    private static void join(KeyRing ring) {
        ring.maintain().toCompletableFuture().join();
    }

    private String signed(SigningKey key, String keyId, String type, Consumer<JWTClaimsSet.Builder> change)
            throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(keyId)
                        .build(),
                claims(change));
        token.sign(new ECDSASigner(key.privateKey()));
        return token.serialize();
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("chat")
                .audience("chat-user")
                .subject("4711")
                .claim("device", "42")
                .jwtID("id")
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(clock.instant().plus(LIFE)));
        change.accept(claims);
        return claims.build();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
