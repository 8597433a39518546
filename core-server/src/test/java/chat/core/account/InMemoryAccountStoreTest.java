package chat.core.account;

final class InMemoryAccountStoreTest extends AccountStoreContract {
    private final InMemoryAccountStore store = new InMemoryAccountStore();

    @Override
    AccountStore accounts() {
        return store;
    }

    @Override
    DeviceStore devices() {
        return store;
    }
}
