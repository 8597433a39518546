package chat.core.message;

final class InMemoryMessageStoreTest extends MessageStoreContract {
    private final MessageStore store = new InMemoryMessageStore();

    @Override
    MessageStore store() {
        return store;
    }
}
