package chat.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaFileTest {
    @Test
    void of_commentsAndQuotes_cutsStatementsAtSemicolonsOutside() {
        SchemaFile file = SchemaFile.of(
                "0012-two-words.cql",
                """
                -- a comment; with a semicolon, and it's quoted
                CREATE TABLE a (
                  b int, -- it's; here
                );

                INSERT INTO a (b) VALUES ('x;--y');
                -- the end
                """);
        assertThat(file.number()).isEqualTo(12);
        assertThat(file.name()).isEqualTo("two-words");
        assertThat(file.statements().stream().map(statement -> statement.replaceAll("\\s+", " ")))
                .containsExactly("CREATE TABLE a ( b int, )", "INSERT INTO a (b) VALUES ('x;--y')");
    }

    @Test
    void of_unfinishedStatement_isRefused() {
        assertThatThrownBy(() -> SchemaFile.of("0001-a.cql", "CREATE TABLE a (b int)"))
                .hasMessageContaining("does not end with ';'");
    }

    @Test
    void of_wrongName_isRefused() {
        assertThatThrownBy(() -> SchemaFile.of("1-a.cql", "")).hasMessageContaining("NNNN-name.cql");
    }

    @Test
    void read_filesOfThisProgram_canBeAppliedAgain() {
        List<SchemaFile> files = SchemaFiles.read();
        assertThat(files).isNotEmpty();
        for (SchemaFile file : files) {
            assertThat(file.statements()).as(file.label()).isNotEmpty().allSatisfy(statement -> assertThat(statement)
                    .as("applied again without harm")
                    .matches("(?s)(CREATE (KEYSPACE|TABLE|INDEX|TYPE) IF NOT EXISTS|ALTER TABLE \\S+ ADD IF NOT EXISTS"
                            + "|INSERT INTO) .*"));
        }
    }
}
