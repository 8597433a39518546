package chat.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.account.v1.AccountServiceGrpc;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.operator.v1.OperatorAuthServiceGrpc;
import com.google.common.reflect.ClassPath;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RpcAccessTest {
    /** Every service that the protos define. */
    private static List<ServiceDescriptor> services() throws Exception {
        List<ServiceDescriptor> services =
                ClassPath.from(RpcAccessTest.class.getClassLoader()).getTopLevelClassesRecursive("chat").stream()
                        .filter(type -> type.getName().matches("chat\\.[a-z]+\\.v1\\.[A-Za-z]+ServiceGrpc"))
                        .map(type -> {
                            try {
                                return (ServiceDescriptor) type.load()
                                        .getMethod("getServiceDescriptor")
                                        .invoke(null);
                            } catch (ReflectiveOperationException noService) {
                                throw new LinkageError(noService.getMessage(), noService);
                            }
                        })
                        .toList();
        assertThat(services).hasSizeGreaterThanOrEqualTo(13);
        return services;
    }

    @Test
    void of_everyMethodOfEveryService_hasARule() throws Exception {
        for (ServiceDescriptor service : services()) {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                assertThat(RpcAccess.of(method)).as(method.getFullMethodName()).isNotNull();
            }
        }
    }

    @Test
    void of_everyMethodOfAnOperatorService_asksForARole_butLogin() throws Exception {
        for (ServiceDescriptor service : services()) {
            boolean forOperators = service.getName().startsWith("chat.operator.v1.");
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                boolean login = method.getFullMethodName()
                        .equals(OperatorAuthServiceGrpc.getLoginMethod().getFullMethodName());
                assertThat(RpcAccess.of(method).kind() == Access.Kind.OPERATOR)
                        .as(method.getFullMethodName())
                        .isEqualTo(forOperators && !login);
            }
        }
    }

    @Test
    void of_whatAnyoneMayCall_isThisAndNoMore() throws Exception {
        Set<String> open = Set.of(
                AccountServiceGrpc.getSignUpMethod().getFullMethodName(),
                AccountServiceGrpc.getLoginMethod().getFullMethodName(),
                AccountServiceGrpc.getRefreshMethod().getFullMethodName(),
                DiscoveryServiceGrpc.getListGatewaysMethod().getFullMethodName(),
                OperatorAuthServiceGrpc.getLoginMethod().getFullMethodName());
        assertThat(services().stream()
                        .flatMap(service -> service.getMethods().stream())
                        .filter(method -> RpcAccess.of(method).kind() == Access.Kind.ANYONE)
                        .map(MethodDescriptor::getFullMethodName))
                .containsExactlyInAnyOrderElementsOf(open);
    }

    @Test
    void of_streams_areInternal() throws Exception {
        assertThat(services().stream()
                        .flatMap(service -> service.getMethods().stream())
                        .filter(method -> method.getType() != MethodType.UNARY))
                .allMatch(method -> RpcAccess.of(method).kind() == Access.Kind.INTERNAL);
    }

    @Test
    void requireComplete_serviceWithoutARule_isNamed() {
        ServerServiceDefinition unknown =
                ServerServiceDefinition.builder("chat.other.v1.OtherService").build();
        RpcAccess.requireComplete(List.of(unknown));
        MethodDescriptor<?, ?> method = AccountServiceGrpc.getSignUpMethod().toBuilder()
                .setFullMethodName("chat.other.v1.OtherService/Do")
                .setSchemaDescriptor(null)
                .build();
        ServiceDescriptor service = ServiceDescriptor.newBuilder("chat.other.v1.OtherService")
                .addMethod(method)
                .build();
        ServerServiceDefinition offered = ServerServiceDefinition.builder(service)
                .addMethod(io.grpc.ServerMethodDefinition.create(method, (call, headers) -> {
                    throw new AssertionError("never called");
                }))
                .build();
        assertThatThrownBy(() -> RpcAccess.requireComplete(List.of(offered)))
                .hasMessageContaining("chat.other.v1.OtherService/Do");
    }
}
