package chat.core.imports;

final class InMemoryHistoricIdStoreTest extends HistoricIdStoreContract {
    private final HistoricIdStore store = new InMemoryHistoricIdStore();

    @Override
    HistoricIdStore store() {
        return store;
    }
}
