package chat.core.fanout;

final class InMemoryFanOutStoreTest extends FanOutStoreContract {
    private final FanOutStore store = new InMemoryFanOutStore();

    @Override
    FanOutStore store() {
        return store;
    }
}
