package chat.core.access;

import static chat.core.access.Access.ADMIN;
import static chat.core.access.Access.ANYONE;
import static chat.core.access.Access.INTERNAL;
import static chat.core.access.Access.MODERATOR;
import static chat.core.access.Access.USER;
import static chat.core.access.Access.VIEWER;

import chat.account.v1.AccountServiceGrpc;
import chat.channel.v1.ChannelServiceGrpc;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.gateway.v1.GatewayServiceGrpc;
import chat.message.v1.MessageServiceGrpc;
import chat.node.v1.NodeServiceGrpc;
import chat.operator.v1.AuditServiceGrpc;
import chat.operator.v1.ClusterServiceGrpc;
import chat.operator.v1.HistoryAdminServiceGrpc;
import chat.operator.v1.ImportServiceGrpc;
import chat.operator.v1.OperatorAuthServiceGrpc;
import chat.operator.v1.UserAdminServiceGrpc;
import chat.presence.v1.PresenceServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of who may call what. A method that is not in it is closed to everyone, and {@link #requireComplete} keeps a node that offers such a method from
 * starting.
 */
public final class RpcAccess {
    private static final Map<String, Access> METHODS = methods();
    /** Services of grpc-java itself, as whole. Channelz tells addresses of peers and users' connections: for our own processes and those who have the secret. */
    private static final Map<String, Access> SERVICES = Map.of(
            "grpc.health.v1.Health", ANYONE,
            "grpc.reflection.v1.ServerReflection", ANYONE,
            "grpc.reflection.v1alpha.ServerReflection", ANYONE,
            "grpc.channelz.v1.Channelz", INTERNAL);

    private RpcAccess() {}

    private static Map<String, Access> methods() {
        Map<String, Access> table = new HashMap<>();

        all(table, USER, AccountServiceGrpc.getServiceDescriptor());
        one(table, ANYONE, AccountServiceGrpc.getSignUpMethod());
        one(table, ANYONE, AccountServiceGrpc.getLoginMethod());
        one(table, ANYONE, AccountServiceGrpc.getRefreshMethod());
        all(table, USER, ChannelServiceGrpc.getServiceDescriptor());
        all(table, USER, MessageServiceGrpc.getServiceDescriptor());
        all(table, USER, PresenceServiceGrpc.getServiceDescriptor());
        one(table, ANYONE, DiscoveryServiceGrpc.getListGatewaysMethod());

        one(table, ANYONE, OperatorAuthServiceGrpc.getLoginMethod());
        one(table, VIEWER, OperatorAuthServiceGrpc.getLogoutMethod());
        one(table, VIEWER, OperatorAuthServiceGrpc.getGetSelfMethod());
        one(table, VIEWER, ClusterServiceGrpc.getListNodesMethod());
        one(table, MODERATOR, UserAdminServiceGrpc.getGetUserMethod());
        one(table, MODERATOR, UserAdminServiceGrpc.getListUserChannelsMethod());
        one(table, MODERATOR, HistoryAdminServiceGrpc.getGetChannelMethod());
        one(table, MODERATOR, HistoryAdminServiceGrpc.getListMessagesMethod());
        one(table, ADMIN, ImportServiceGrpc.getBeginConversationMethod());
        one(table, ADMIN, ImportServiceGrpc.getAppendLinesMethod());
        one(table, ADMIN, ImportServiceGrpc.getFinishConversationMethod());
        one(table, ADMIN, AuditServiceGrpc.getListAuditEntriesMethod());

        one(table, INTERNAL, DiscoveryServiceGrpc.getWatchRoutesMethod());
        all(table, INTERNAL, GatewayServiceGrpc.getServiceDescriptor());
        all(table, INTERNAL, NodeServiceGrpc.getServiceDescriptor());
        return Map.copyOf(table);
    }

    private static void all(Map<String, Access> table, Access access, ServiceDescriptor service) {
        service.getMethods().forEach(method -> one(table, access, method));
    }

    private static void one(Map<String, Access> table, Access access, MethodDescriptor<?, ?> method) {
        table.put(method.getFullMethodName(), access);
    }

    static @Nullable Access of(MethodDescriptor<?, ?> method) {
        Access access = METHODS.get(method.getFullMethodName());
        String service = method.getServiceName();
        return access != null || service == null ? access : SERVICES.get(service);
    }

    /** What needs the cluster's secret, for {@link chat.runtime.grpc.GrpcServers#withShared}. */
    public static Set<String> internal() {
        Set<String> names = new TreeSet<>();
        METHODS.forEach((name, access) -> {
            if (access.kind() == Access.Kind.INTERNAL) {
                names.add(name);
            }
        });
        SERVICES.forEach((name, access) -> {
            if (access.kind() == Access.Kind.INTERNAL) {
                names.add(name);
            }
        });
        return names;
    }

    /**
     * Checks that the table covers everything a server offers.
     *
     * @throws IllegalStateException naming what it does not cover
     */
    public static void requireComplete(List<ServerServiceDefinition> services) {
        String missing = services.stream()
                .flatMap(service -> service.getServiceDescriptor().getMethods().stream())
                .filter(method -> of(method) == null)
                .map(MethodDescriptor::getFullMethodName)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new IllegalStateException("no rule says who may call " + missing + ": add it to RpcAccess");
        }
    }
}
