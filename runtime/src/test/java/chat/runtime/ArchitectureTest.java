package chat.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("chat.runtime");

    @Test
    void features_haveNoCycles() {
        slices().matching("chat.runtime.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void runtime_knowsNoProgramAndNoEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "chat.core..",
                        "chat.gateway..",
                        "chat.console..",
                        "chat.ctl..",
                        "com.datastax..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..",
                        "org.springframework..")
                .check(CLASSES);
    }
}
