package chat.core.account;

import static org.assertj.core.api.Assertions.assertThat;

import chat.core.account.AccountStore.NameHolder;
import chat.core.account.AccountStore.StoredAccount;
import chat.core.account.DeviceStore.StoredDevice;
import chat.core.account.DeviceStore.TokenState;
import chat.core.account.DeviceStore.UsedToken;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of accounts and devices must do. Each test uses accounts of its own. */
abstract class AccountStoreContract {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.123Z");

    private final long user = ThreadLocalRandom.current().nextLong(1, 1L << 62);
    private final Account account = new Account(user, "ann", "Ann", NOW, null, false);

    abstract AccountStore accounts();

    abstract DeviceStore devices();

    @Test
    void find_afterInsert_givesTheAccount() {
        assertThat(join(accounts().find(user))).isNull();
        join(accounts().insert(account, "hash"));
        assertThat(join(accounts().find(user))).isEqualTo(new StoredAccount(account, "hash"));
    }

    @Test
    void find_importedAccount_hasNoHash() {
        Account imported = new Account(user, "ann", "Ann", NOW, null, true);
        join(accounts().insert(imported, null));
        assertThat(join(accounts().find(user))).isEqualTo(new StoredAccount(imported, null));
    }

    @Test
    void removeNameless_afterInsert_leavesNothing() {
        join(accounts().insert(account, "hash"));
        join(accounts().removeNameless(user));
        assertThat(join(accounts().find(user))).isNull();
    }

    @Test
    void claimName_manyAtOnce_oneGetsIt() {
        String skeleton = "name-" + user;
        List<CompletionStage<NameHolder>> claims = IntStream.range(0, 8)
                .mapToObj(
                        i -> accounts().claimName(skeleton, new NameHolder(user + i, i % 2 == 0 ? null : "source" + i)))
                .toList();
        List<NameHolder> holders =
                claims.stream().map(AccountStoreContract::join).distinct().toList();
        assertThat(holders).hasSize(1);
        assertThat(join(accounts().nameHolder(skeleton))).isEqualTo(holders.get(0));
    }

    @Test
    void nameHolder_freeName_isNull() {
        assertThat(join(accounts().nameHolder("free-" + user))).isNull();
    }

    @Test
    void setDisplayName_setsIt_butNotOfADeletedAccount() {
        join(accounts().insert(account, "hash"));
        assertThat(join(accounts().setDisplayName(account, "Anna"))).isTrue();
        assertThat(stored().account().displayName()).isEqualTo("Anna");
        join(accounts().delete(user, "hash", NOW));
        assertThat(join(accounts().setDisplayName(account, "Ann"))).isFalse();
        assertThat(stored().account().displayName()).isEmpty();
    }

    @Test
    void setDisplayName_noAccount_createsNone() {
        assertThat(join(accounts().setDisplayName(account, "Anna"))).isFalse();
        assertThat(join(accounts().find(user))).isNull();
    }

    @Test
    void renewHash_onlyFromTheHashThatIsStored() {
        join(accounts().insert(account, "hash"));
        assertThat(join(accounts().renewHash(user, "other", "new"))).isFalse();
        assertThat(join(accounts().renewHash(user, "hash", "new"))).isTrue();
        assertThat(stored().passwordHash()).isEqualTo("new");
    }

    @Test
    void changePassword_removesTheOtherDevicesInTheSameStep() {
        join(accounts().insert(account, "hash"));
        for (long device : List.of(1L, 2L, 3L)) {
            assertThat(join(devices().open(user, "hash", device(device, device))))
                    .isTrue();
        }
        assertThat(join(accounts().changePassword(user, "other", "new", 2))).isFalse();
        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertThat(join(accounts().changePassword(user, "hash", "new", 2))).isTrue();
        assertThat(ids()).containsExactly(2L);
        assertThat(stored().passwordHash()).isEqualTo("new");
        assertThat(join(devices().open(user, "hash", device(4, 4)))).isFalse();
        assertThat(join(devices().open(user, "new", device(4, 4)))).isTrue();
        assertThat(ids()).containsExactly(2L, 4L);
    }

    @Test
    void delete_removesSecretAndDevices_andKeepsTheName() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(1, 1)));
        assertThat(join(accounts().delete(user, "other", NOW))).isFalse();
        assertThat(join(accounts().delete(user, "hash", NOW))).isTrue();
        assertThat(stored())
                .isEqualTo(new StoredAccount(new Account(user, "ann", "", account.createdAt(), NOW, false), null));
        assertThat(ids()).isEmpty();
        assertThat(join(accounts().delete(user, "hash", NOW))).isFalse();
        assertThat(join(devices().open(user, "hash", device(2, 2)))).isFalse();
        assertThat(ids()).isEmpty();
    }

    @Test
    void open_noAccount_createsNothing() {
        assertThat(join(devices().open(user, "hash", device(1, 1)))).isFalse();
        assertThat(ids()).isEmpty();
        assertThat(join(accounts().find(user))).isNull();
    }

    @Test
    void open_deviceThatExists_isRefused() {
        join(accounts().insert(account, "hash"));
        assertThat(join(devices().open(user, "hash", device(1, 1)))).isTrue();
        assertThat(join(devices().open(user, "hash", device(1, 2)))).isFalse();
        assertThat(found(1).loginId()).isEqualTo(1);
    }

    @Test
    void reopen_replacesTheLogin_onlyFromTheOneThatWasSeen() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(1, 1)));
        rotate(1, new byte[] {1}, new byte[] {9});
        assertThat(join(devices().reopen(user, "hash", 7, device(1, 8)))).isFalse();
        assertThat(join(devices().reopen(user, "other", 1, device(1, 8)))).isFalse();
        assertThat(join(devices().reopen(user, "hash", 1, device(1, 8)))).isTrue();
        assertThat(found(1).loginId()).isEqualTo(8);
        assertThat(found(1).token().hash()).containsExactly(8);
        assertThat(found(1).token().used()).isNull();
    }

    @Test
    void reopen_deviceThatIsGone_createsNone() {
        join(accounts().insert(account, "hash"));
        assertThat(join(devices().reopen(user, "hash", 1, device(1, 8)))).isFalse();
        assertThat(ids()).isEmpty();
    }

    @Test
    void rotate_manyAtOnce_oneSucceeds() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(1, 1)));
        List<CompletionStage<Boolean>> uses = IntStream.range(10, 18)
                .mapToObj(i ->
                        devices().rotate(user, 1, new byte[] {1}, next(new byte[] {1}, new byte[] {(byte) i}), NOW))
                .toList();
        assertThat(uses.stream().map(AccountStoreContract::join).filter(won -> won))
                .hasSize(1);
        assertThat(found(1).token().hash()[0]).isBetween((byte) 10, (byte) 17);
        assertThat(found(1).token().used().hash()).containsExactly(1);
        assertThat(found(1).token().used().at()).isEqualTo(NOW);
    }

    @Test
    void rotate_deviceThatIsGone_createsNone() {
        join(accounts().insert(account, "hash"));
        assertThat(join(devices().rotate(user, 1, new byte[] {1}, next(new byte[] {1}, new byte[] {2}), NOW)))
                .isFalse();
        assertThat(ids()).isEmpty();
    }

    @Test
    void remove_saysWhetherItWasThere() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(1, 1)));
        assertThat(join(devices().remove(user, 1))).isTrue();
        assertThat(join(devices().remove(user, 1))).isFalse();
        assertThat(join(devices().find(user, 1))).isNull();
        assertThat(join(accounts().find(user))).isNotNull();
    }

    @Test
    void removeLogin_ofAnEarlierLogin_leavesTheDevice() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(1, 1)));
        join(devices().reopen(user, "hash", 1, device(1, 8)));
        assertThat(join(devices().removeLogin(user, 1, 1))).isFalse();
        assertThat(ids()).containsExactly(1L);
        assertThat(join(devices().removeLogin(user, 1, 8))).isTrue();
        assertThat(ids()).isEmpty();
    }

    @Test
    void list_isByAge_andOfOneAccount() {
        join(accounts().insert(account, "hash"));
        join(devices().open(user, "hash", device(5, 5)));
        join(devices().open(user, "hash", device(3, 3)));
        StoredDevice first = join(devices().list(user)).get(0);
        assertThat(ids()).containsExactly(3L, 5L);
        assertThat(first.name()).isEqualTo("phone 3");
        assertThat(first.createdAt()).isEqualTo(NOW);
        assertThat(first.token().expiresAt()).isEqualTo(NOW.plusSeconds(60));
        assertThat(join(devices().list(user + 1))).isEmpty();
    }

    private void rotate(long device, byte[] hash, byte[] nextHash) {
        assertThat(join(devices().rotate(user, device, hash, next(hash, nextHash), NOW)))
                .isTrue();
    }

    private static TokenState next(byte[] hash, byte[] nextHash) {
        return new TokenState(nextHash, NOW.plusSeconds(60), new UsedToken(hash, NOW, new byte[] {42}));
    }

    private static StoredDevice device(long deviceId, long loginId) {
        TokenState token = new TokenState(new byte[] {(byte) loginId}, NOW.plusSeconds(60), null);
        return new StoredDevice(deviceId, "phone " + deviceId, NOW, NOW, loginId, token);
    }

    private StoredAccount stored() {
        StoredAccount stored = join(accounts().find(user));
        assertThat(stored).isNotNull();
        return stored;
    }

    private StoredDevice found(long device) {
        StoredDevice found = join(devices().find(user, device));
        assertThat(found).isNotNull();
        return found;
    }

    private List<Long> ids() {
        return join(devices().list(user)).stream().map(StoredDevice::deviceId).toList();
    }

    static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
