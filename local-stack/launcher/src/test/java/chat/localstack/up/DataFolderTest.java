package chat.localstack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.localstack.StackFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void take_inUse_isRefusedUntilReleased() {
        DataFolder first = DataFolder.take(folder);
        assertThatThrownBy(() -> DataFolder.take(folder))
                .isInstanceOf(StackFailure.class)
                .hasMessageContaining("is in use by another bin/up");
        first.close();
        DataFolder.take(folder).close();
    }

    @Test
    void secret_madeOnce_isPrivateAndKept() throws IOException {
        try (DataFolder data = DataFolder.take(folder)) {
            DataFolder.Secret made = data.secret("cluster-secret");
            DataFolder.Secret found = data.secret("cluster-secret");

            assertThat(made.isNew()).isTrue();
            assertThat(found.isNew()).isFalse();
            assertThat(made.value()).hasSize(43).isEqualTo(found.value());
            assertThat(data.secret("other").value()).isNotEqualTo(made.value());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.file())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(made.file().getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void clear_othersFiles_stay() throws IOException {
        Files.createDirectories(folder.resolve("cassandra-1/data"));
        Files.createFile(folder.resolve("cassandra-1/data/rows"));
        Files.createFile(folder.resolve("thesis.txt"));
        try (DataFolder data = DataFolder.take(folder)) {
            data.setNote("demo-channel", "42");
            assertThat(data.note("demo-channel")).contains("42");
            DataFolder.Secret old = data.secret("cluster-secret");
            String oldValue = old.value();
            data.clear();

            assertThat(folder.resolve("cassandra-1")).doesNotExist();
            assertThat(folder.resolve("thesis.txt")).exists();
            assertThat(data.note("demo-channel")).isEmpty();
            assertThat(data.secret("cluster-secret").value()).isNotEqualTo(oldValue);
        }
    }
}
