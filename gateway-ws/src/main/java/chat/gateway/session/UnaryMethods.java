package chat.gateway.session;

import chat.account.v1.AccountServiceGrpc;
import chat.channel.v1.ChannelServiceGrpc;
import chat.client.v1.ClientFrame;
import chat.client.v1.ServerFrame;
import chat.message.v1.MessageServiceGrpc;
import chat.presence.v1.PresenceServiceGrpc;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which client frame is which unary call. Read off the proto: a frame type whose message is the request of a user-facing method is
 * that call, and the server frame's field of the same number takes the response.
 */
final class UnaryMethods {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            ChannelServiceGrpc.getServiceDescriptor(),
            MessageServiceGrpc.getServiceDescriptor(),
            PresenceServiceGrpc.getServiceDescriptor(),
            AccountServiceGrpc.getServiceDescriptor());

    private static final Map<Integer, MethodDescriptor<Message, Message>> BY_FIELD = byField();

    private UnaryMethods() {}

    /** The call that a frame asks for, or null when its type is not a call. */
    static @Nullable MethodDescriptor<Message, Message> of(ClientFrame.FrameCase type) {
        return BY_FIELD.get(type.getNumber());
    }

    static Message request(ClientFrame frame) {
        return (Message) frame.getField(ClientFrame.getDescriptor()
                .findFieldByNumber(frame.getFrameCase().getNumber()));
    }

    static ServerFrame.Builder response(ClientFrame.FrameCase type, Message response) {
        return ServerFrame.newBuilder()
                .setField(ServerFrame.getDescriptor().findFieldByNumber(type.getNumber()), response);
    }

    @SuppressWarnings("unchecked") // every generated method takes and gives messages
    private static Map<Integer, MethodDescriptor<Message, Message>> byField() {
        Map<String, MethodDescriptor<Message, Message>> byRequest = new HashMap<>();
        for (ServiceDescriptor service : SERVICES) {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                byRequest.put(
                        ((Message) prototype(method)).getDescriptorForType().getFullName(),
                        (MethodDescriptor<Message, Message>) method);
            }
        }
        Map<Integer, MethodDescriptor<Message, Message>> byField = new HashMap<>();
        for (FieldDescriptor field :
                ClientFrame.getDescriptor().getOneofs().get(0).getFields()) {
            MethodDescriptor<Message, Message> method =
                    byRequest.get(field.getMessageType().getFullName());
            if (method != null) {
                byField.put(field.getNumber(), method);
            }
        }
        return Map.copyOf(byField);
    }

    private static Object prototype(MethodDescriptor<?, ?> method) {
        if (method.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message message) {
            return message;
        }
        throw new IllegalStateException(method.getFullMethodName() + " is not a protobuf method");
    }
}
