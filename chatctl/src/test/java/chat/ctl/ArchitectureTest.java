package chat.ctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("chat.ctl");

    @Test
    void chatctl_knowsProtosAndErrors_noServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "chat.core..",
                        "chat.gateway..",
                        "chat.console..",
                        "chat.localstack..",
                        "com.datastax..",
                        "org.apache..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void channels_areOpenedInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("chat.ctl.connection.ConnectionOptions")
                .and()
                .haveSimpleNameNotStartingWith("ConnectionOptions")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.grpc\\.(netty\\.NettyChannelBuilder|ManagedChannelBuilder|Grpc)")
                .check(CLASSES);
    }

    @Test
    void features_haveNoCycles() {
        slices().matching("chat.ctl.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
