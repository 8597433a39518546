package chat.gateway.core;

import chat.account.v1.AccountServiceGrpc;
import chat.channel.v1.ChannelServiceGrpc;
import chat.discovery.v1.DiscoveryServiceGrpc;
import chat.message.v1.MessageServiceGrpc;
import chat.presence.v1.PresenceServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The user-facing methods whose proto says that a repeated call does no harm. */
final class SafeToRepeat {
    private static final Set<String> METHODS = List.of(
                    DiscoveryServiceGrpc.getListGatewaysMethod(),
                    AccountServiceGrpc.getGetProfileMethod(),
                    AccountServiceGrpc.getUpdateProfileMethod(),
                    AccountServiceGrpc.getListDevicesMethod(),
                    AccountServiceGrpc.getRevokeDeviceMethod(),
                    AccountServiceGrpc.getLogoutMethod(),
                    ChannelServiceGrpc.getOpenDirectMethod(),
                    ChannelServiceGrpc.getCreateGroupMethod(),
                    ChannelServiceGrpc.getGetChannelMethod(),
                    ChannelServiceGrpc.getListChannelsMethod(),
                    ChannelServiceGrpc.getRenameGroupMethod(),
                    ChannelServiceGrpc.getSetMemberRoleMethod(),
                    MessageServiceGrpc.getListMessagesMethod(),
                    PresenceServiceGrpc.getGetPresenceMethod())
            .stream()
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toUnmodifiableSet());

    private SafeToRepeat() {}

    static boolean contains(MethodDescriptor<?, ?> method) {
        return METHODS.contains(method.getFullMethodName());
    }
}
