package chat.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AccountDirectoryTest {
    private final MovableClock clock = new MovableClock();
    private final InMemoryAccountStore store = new InMemoryAccountStore();
    private final AccountDirectory directory = new AccountDirectory(store, store, new CountingIds(clock));

    private List<ImportedAccount> imported(String... names) {
        return join(directory.importAccounts(List.of(names)));
    }

    @Test
    void importAccounts_awkwardNames_eachGetsAnAccountOfItsOwn() {
        String[] names = {"QuaD", "|QuaD-", "[QuaD]", "quad", "qu^ad`", "^", "A", "我", "x".repeat(200)};
        List<ImportedAccount> accounts = imported(names);
        assertThat(accounts).extracting(ImportedAccount::sourceName).containsExactly(names);
        assertThat(accounts.stream().map(ImportedAccount::userId).distinct()).hasSize(names.length);
        assertThat(accounts.stream().map(ImportedAccount::username).distinct()).hasSize(names.length);
        for (ImportedAccount account : accounts) {
            Account found = join(directory.find(account.userId()));
            assertThat(found.username()).isEqualTo(account.username());
            assertThat(found.displayName())
                    .isEqualTo(account.sourceName()
                            .substring(0, Math.min(100, account.sourceName().length())));
            assertThat(found.imported()).isTrue();
            assertThat(join(directory.findByUsername(account.username()))).isEqualTo(found);
            assertThat(join(store.find(account.userId())).passwordHash()).isNull();
        }
    }

    @Test
    void importAccounts_nameThatTurnsDirection_isShownWithout() {
        long user = imported("a\u202Eb\u0001").get(0).userId();
        assertThat(join(directory.find(user)).displayName()).isEqualTo("ab");
    }

    @Test
    void importAccounts_again_givesTheSame() {
        List<ImportedAccount> first = imported("QuaD", "|QuaD-", "[QuaD]");
        int count = store.accountCount();
        assertThat(imported("[QuaD]", "QuaD", "|QuaD-", "QuaD"))
                .containsExactly(first.get(2), first.get(0), first.get(1), first.get(0));
        assertThat(store.accountCount()).isEqualTo(count);
    }

    @Test
    void importAccounts_manyAtOnce_makesOneAccountEach() {
        List<String> names = IntStream.range(0, 200).mapToObj(i -> "nick" + i).toList();
        List<List<ImportedAccount>> runs = Stream.of(1, 2, 3, 4)
                .map(i -> CompletableFuture.supplyAsync(() -> join(directory.importAccounts(names))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .distinct()
                .toList();
        assertThat(runs).hasSize(1);
        assertThat(store.accountCount()).isEqualTo(200);
    }

    @Test
    void importAccounts_nameOfAPerson_leavesThePersonAlone() {
        Account ann = join(directory.create(Usernames.parse("ann"), "Ann", "hash"));
        ImportedAccount imported = imported("Ann").get(0);
        assertThat(imported.userId()).isNotEqualTo(ann.userId());
        assertThat(imported.username()).startsWith("ann-");
        assertThat(imported("Ann").get(0)).isEqualTo(imported);
        assertThat(join(directory.findByUsername("ann"))).isEqualTo(ann);
    }

    @Test
    void importAccounts_diedHalfWay_isTakenUpAgain() {
        store.failNextClaim(new ChatException(ErrorReason.ERROR_REASON_STORE_UNAVAILABLE, "down"));
        assertThatThrownBy(() -> imported("ann")).hasMessageContaining("down");
        assertThat(imported("ann").get(0).username()).isEqualTo("ann");
    }

    @Test
    void importAccounts_badInput_isRefused() {
        for (String name : List.of("", "a\u0000b", "x".repeat(201))) {
            assertThatThrownBy(() -> imported(name)).satisfies(thrown -> assertThat(
                            Errors.toChatException(thrown).reason())
                    .isEqualTo(ErrorReason.ERROR_REASON_FIELD_INVALID));
        }
        assertThatThrownBy(() -> directory.importAccounts(
                        IntStream.range(0, 1_001).mapToObj(i -> "n" + i).toList()))
                .isInstanceOf(ChatException.class);
    }

    @Test
    void profiles_leavesOutWhatIsNotThere() {
        Account ann = join(directory.create(Usernames.parse("ann"), "Ann", "hash"));
        assertThat(join(directory.profiles(List.of(ann.userId(), 1L, ann.userId()))))
                .containsOnlyKeys(ann.userId())
                .containsValue(ann.profile());
    }

    @Test
    void toString_showsNoSecret() {
        Account ann = join(directory.create(Usernames.parse("ann"), "Ann", "secret-hash"));
        byte[] secret = {115, 101, 99};
        DeviceStore.TokenState token = new DeviceStore.TokenState(
                secret, clock.instant(), new DeviceStore.UsedToken(secret, clock.instant(), secret));
        DeviceStore.StoredDevice device =
                new DeviceStore.StoredDevice(1, "phone", clock.instant(), clock.instant(), 1, token);
        assertThat(join(store.find(ann.userId())).toString()).doesNotContain("secret-hash");
        assertThat(device.toString()).doesNotContain("[B@").contains("phone");
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
