package chat.core.operator;

import chat.core.audit.Audit;
import chat.core.cassandra.Cassandra;
import chat.core.password.LoginThrottle;
import chat.core.password.Passwords;
import chat.core.token.TokenFeature;
import io.grpc.BindableService;
import java.time.Clock;

/** Operators, wired. */
public final class OperatorFeature {
    private final Operators operators;
    private final OperatorVerifier verifier;

    OperatorFeature(OperatorStore store, TokenFeature tokens, Passwords passwords, Audit audit, Clock clock) {
        this.operators = new Operators(
                store,
                tokens.accessTokens(),
                tokens.config().operatorTokenLife(),
                passwords,
                new LoginThrottle(clock),
                audit,
                clock);
        this.verifier = new OperatorTokenVerifier(tokens.accessTokens(), store);
    }

    /** Prepares its statements and creates the first operator if it is missing. Blocks: for start-up only. */
    public static OperatorFeature create(
            Cassandra cassandra,
            TokenFeature tokens,
            Passwords passwords,
            Audit audit,
            OperatorConfig config,
            Clock clock) {
        OperatorFeature feature =
                new OperatorFeature(new CassandraOperatorStore(cassandra), tokens, passwords, audit, clock);
        feature.operators.bootstrap(config);
        return feature;
    }

    public OperatorVerifier verifier() {
        return verifier;
    }

    /** {@code chat.operator.v1.OperatorAuthService}. */
    public BindableService service() {
        return new OperatorAuthGrpcService(operators);
    }
}
