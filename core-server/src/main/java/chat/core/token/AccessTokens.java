package chat.core.token;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Issues and checks access tokens: JWTs signed with ES256, whatever their header says. Safe from any thread; a check runs on the executor.
 *
 * <p>Header: {@code alg=ES256, typ=at+jwt, kid}. Claims: {@code iss, aud, sub, iat, exp, jti}, and {@code device} for users.
 */
public final class AccessTokens {
    /** How far two nodes' clocks may be apart. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /** A token of ours has some 400 characters; longer ones are refused unread. */
    private static final int MAX_CHARS = 2_048;

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final String DEVICE = "device";

    private final KeyRing keys;
    private final String issuer;
    private final Clock clock;
    private final Executor checks;

    /** @param checks where signatures are checked; a rejection becomes OVERLOADED */
    public AccessTokens(KeyRing keys, String issuer, Clock clock, Executor checks) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
        this.checks = checks;
    }

    /** Whom a token lets in: tokens of one audience are worth nothing to the other. */
    public enum Audience {
        USER("chat-user"),
        OPERATOR("chat-operator");

        private final String claim;

        Audience(String claim) {
            this.claim = claim;
        }
    }

    /**
     * What a token says.
     *
     * @param subject user id, or the operator's name
     * @param deviceId 0 for operators
     * @param tokenId unique
     */
    public record Claims(String subject, long deviceId, String tokenId, Instant expiresAt) {}

    /**
     * A signed token.
     *
     * @param text the token itself
     */
    public record Issued(String text, Claims claims) {
        @Override
        public String toString() {
            return "Issued[" + claims.tokenId() + "]";
        }
    }

    /** Signs a token. Takes a fraction of a millisecond. */
    public Issued issue(Audience audience, String subject, long deviceId, Duration life) {
        SigningKey key = keys.signer();
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        Claims claims = new Claims(subject, deviceId, UUID.randomUUID().toString(), now.plus(life));
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(audience.claim)
                .subject(subject)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(claims.expiresAt()))
                .jwtID(claims.tokenId());
        if (deviceId != 0) {
            set.claim(DEVICE, Long.toString(deviceId));
        }
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.keyId())
                        .build(),
                set.build());
        try {
            token.sign(new ECDSASigner(key.privateKey()));
        } catch (JOSEException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
        return new Issued(token.serialize(), claims);
    }

    /** What a valid token says; fails with TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED or OVERLOADED. */
    public CompletionStage<Claims> verify(Audience audience, String text) {
        if (text.isEmpty()) {
            return failed(ErrorReason.ERROR_REASON_TOKEN_MISSING, "no access token: log in and send it");
        }
        SignedJWT token = text.length() > MAX_CHARS ? null : parse(text);
        String keyId = token == null ? null : keyId(token);
        if (token == null || keyId == null) {
            return failed(ErrorReason.ERROR_REASON_TOKEN_INVALID, "the access token is not one of ours");
        }
        return keys.find(keyId).thenCompose(key -> {
            if (key == null) {
                return failed(
                        ErrorReason.ERROR_REASON_TOKEN_INVALID, "the access token is signed by no key of this cluster");
            }
            CompletableFuture<Claims> result = new CompletableFuture<>();
            try {
                checks.execute(() -> {
                    try {
                        result.complete(check(audience, token, key));
                    } catch (RuntimeException refused) {
                        result.completeExceptionally(refused);
                    }
                });
            } catch (RuntimeException full) {
                result.completeExceptionally(full);
            }
            return result;
        });
    }

    private static @Nullable SignedJWT parse(String text) {
        try {
            return SignedJWT.parse(text);
        } catch (ParseException
                | RuntimeException notAToken) { // the parser promises ParseException only; input decides what it throws
            return null;
        }
    }

    /** Null unless the header is exactly of the kind that we issue. */
    private static @Nullable String keyId(SignedJWT token) {
        JWSHeader header = token.getHeader();
        return JWSAlgorithm.ES256.equals(header.getAlgorithm())
                        && TYPE.equals(header.getType())
                        && header.getCriticalParams() == null
                ? header.getKeyID()
                : null;
    }

    private Claims check(Audience audience, SignedJWT token, SigningKey key) {
        try {
            if (!token.verify(new ECDSAVerifier(key.publicKey()))) {
                throw invalid("its signature is wrong");
            }
            JWTClaimsSet claims = token.getJWTClaimsSet();
            if (!issuer.equals(claims.getIssuer())
                    || !List.of(audience.claim).equals(claims.getAudience())
                    || claims.getSubject() == null
                    || claims.getJWTID() == null
                    || claims.getIssueTime() == null
                    || claims.getExpirationTime() == null) {
                throw invalid("it is for someone else");
            }
            Instant now = clock.instant();
            if (claims.getIssueTime().toInstant().isAfter(now.plus(CLOCK_SKEW))) {
                throw invalid("it is from the future");
            }
            Instant expiresAt = claims.getExpirationTime().toInstant();
            if (!expiresAt.isAfter(now)) {
                throw new ChatException(
                        ErrorReason.ERROR_REASON_TOKEN_EXPIRED,
                        "the access token ended at " + expiresAt + ": refresh it");
            }
            String device = claims.getStringClaim(DEVICE);
            return new Claims(
                    claims.getSubject(), device == null ? 0 : Long.parseLong(device), claims.getJWTID(), expiresAt);
        } catch (JOSEException | ParseException | NumberFormatException malformed) {
            throw invalid("it is malformed");
        }
    }

    private static ChatException invalid(String why) {
        return new ChatException(ErrorReason.ERROR_REASON_TOKEN_INVALID, "the access token is refused: " + why);
    }

    private static <T> CompletionStage<T> failed(ErrorReason reason, String detail) {
        return CompletableFuture.failedFuture(new ChatException(reason, detail));
    }
}
