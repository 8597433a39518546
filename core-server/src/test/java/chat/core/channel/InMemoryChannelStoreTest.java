package chat.core.channel;

final class InMemoryChannelStoreTest extends ChannelStoreContract {
    private final ChannelStore store = new InMemoryChannelStore();

    @Override
    ChannelStore store() {
        return store;
    }
}
