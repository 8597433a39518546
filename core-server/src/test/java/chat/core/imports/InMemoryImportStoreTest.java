package chat.core.imports;

final class InMemoryImportStoreTest extends ImportStoreContract {
    private final ImportStore store = new InMemoryImportStore();

    @Override
    ImportStore store() {
        return store;
    }
}
