package chat.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What may know what. */
class ArchitectureTest {
    private final JavaClasses gateway = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void features_noCycles() {
        slices().matching("chat.gateway.(*)..").should().beFreeOfCycles().check(gateway);
    }

    @Test
    void zooKeeper_onlyInRegistration() {
        noClasses()
                .that()
                .resideOutsideOfPackage("chat.gateway.registration")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.curator..", "org.apache.zookeeper..")
                .check(gateway);
    }

    @Test
    void gateway_knowsNothingButProtocolAndPlumbing() {
        classes()
                .that()
                .resideInAPackage("chat.gateway..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "chat.gateway..",
                        "chat.runtime..",
                        "chat.account.v1",
                        "chat.channel.v1",
                        "chat.client.v1",
                        "chat.discovery.v1",
                        "chat.error.v1",
                        "chat.message.v1",
                        "chat.node.v1",
                        "chat.presence.v1",
                        "com.fasterxml.jackson.core..",
                        "com.google.errorprone.annotations..",
                        "com.google.protobuf..",
                        "io.grpc..",
                        "io.netty..",
                        "io.prometheus.client..",
                        "java..",
                        "org.apache.curator..",
                        "org.apache.zookeeper..",
                        "org.jspecify.annotations..",
                        "org.slf4j..")
                .check(gateway);
    }

    @Test
    void sessions_knowNoSocket() {
        noClasses()
                .that()
                .resideInAnyPackage("chat.gateway.session", "chat.gateway.core", "chat.gateway.limit")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty.channel..", "io.netty.handler..")
                .check(gateway);
    }
}
