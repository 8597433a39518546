package chat.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

class ConsoleArchTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("chat.console");

    @Test
    void features_haveNoCycles() {
        slices().matching("chat.console.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void pages_knowNeitherCoreNorDatabaseNorCoordination() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "chat.core..",
                        "chat.gateway..",
                        "chat.ctl..",
                        "com.datastax..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..")
                .check(CLASSES);
    }

    @Test
    void injection_isByConstructor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Autowired.class)
                .check(CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(Value.class).check(CLASSES);
    }

    @Test
    void onlyCore_opensChannels() {
        noClasses()
                .that()
                .resideOutsideOfPackage("chat.console.core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc.netty..", "io.netty..")
                .check(CLASSES);
    }
}
