package chat.core.operator;

final class InMemoryOperatorStoreTest extends OperatorStoreContract {
    private final OperatorStore store = new InMemoryOperatorStore();

    @Override
    OperatorStore store() {
        return store;
    }
}
