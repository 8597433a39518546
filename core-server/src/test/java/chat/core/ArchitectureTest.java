package chat.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the compiler can't say about how the core hangs together. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("chat.core");

    @Test
    void features_haveNoCycles() {
        slices().matching("chat.core.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void clusterPackages_haveNoCycles() {
        slices().matching("chat.core.cluster.(*)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void driver_isKnownToCassandraClassesOnly() {
        noClasses()
                .that(DescribedPredicate.describe("are not part of a Cassandra store", type -> !isCassandra(type)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.datastax.driver..")
                .check(CORE);
    }

    /** {@code Cassandra*}, what is nested in it, and the statements that {@code CassandraInboxStore} is split into. */
    private static boolean isCassandra(JavaClass type) {
        String name =
                type.getName().substring(type.getPackageName().length() + 1).replaceAll("\\$.*", "");
        return name.startsWith("Cassandra") || name.equals("InboxBatches") || name.equals("InboxOpener");
    }

    @Test
    void zooKeeper_isKnownToClusterPackagesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("chat.core.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper..")
                .check(CORE);
    }

    @Test
    void spring_isNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CORE);
    }

    @Test
    void classes_areNamedByWhatTheyDo() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CORE);
    }

    @Test
    void grpcServices_areFinal() {
        classes()
                .that()
                .haveSimpleNameEndingWith("GrpcService")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(CORE);
    }
}
