package chat.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.cassandra.TestKeyspace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CassandraAccountStoreIT extends AccountStoreContract {
    private static TestKeyspace keyspace;
    private static AccountStore accounts;
    private static DeviceStore devices;

    @BeforeAll
    static void open() {
        keyspace = TestKeyspace.open();
        accounts = new CassandraAccountStore(keyspace.cassandra());
        devices = new CassandraDeviceStore(keyspace.cassandra());
    }

    @AfterAll
    static void close() {
        keyspace.close();
    }

    @Override
    AccountStore accounts() {
        return accounts;
    }

    @Override
    DeviceStore devices() {
        return devices;
    }

    @Test
    void importAccounts_fromTwoNodesAtOnce_makesOneAccountEach() {
        List<String> names =
                IntStream.range(0, 500).mapToObj(i -> "|nick" + i + "`").toList();
        MovableClock clock = new MovableClock();
        CountingIds ids = new CountingIds(clock);
        List<List<ImportedAccount>> runs = Stream.of(1, 2)
                .map(node -> CompletableFuture.supplyAsync(
                        () -> join(new AccountDirectory(accounts, devices, ids).importAccounts(names))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).hasSize(500);
        for (ImportedAccount account : runs.get(0)) {
            assertThat(join(accounts.find(account.userId()))).isNotNull();
        }
    }
}
