package chat.core.token;

import java.time.Clock;

final class InMemorySigningKeyStoreTest extends SigningKeyStoreContract {
    private final SigningKeyStore store = new InMemorySigningKeyStore(Clock.systemUTC());

    @Override
    SigningKeyStore store() {
        return store;
    }
}
