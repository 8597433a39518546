package chat.runtime.grpc;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Answers calls of methods that don't exist, so that they too get a named reason. */
final class UnknownMethods extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setFullMethodName(methodName)
                .setType(MethodType.UNKNOWN)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            throw new ChatException(
                    ErrorReason.ERROR_REASON_UNKNOWN_METHOD,
                    "no method " + methodName
                            + " here: is the server older or newer than the caller, or the port another program's?");
        });
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}
