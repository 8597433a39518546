package chat.console.fake;

import chat.error.v1.ErrorReason;
import chat.runtime.error.ChatException;
import chat.runtime.error.Errors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One core as the console sees it: the operator services on a real port. Each method can be told to fail; each request, and the metadata that came
 * with it, is kept.
 */
public final class FakeCore implements AutoCloseable {
    private static final Context.Key<Metadata> HEADERS = Context.key("headers");

    public final FakeOperators operators = new FakeOperators(this);
    public final FakeCluster cluster = new FakeCluster(this);
    public final FakeUsers users = new FakeUsers(this);
    public final FakeHistory history = new FakeHistory(this);
    public final FakeAudit audit = new FakeAudit(this);

    private final Server server;
    private final ConcurrentMap<String, ChatException> failures = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** One request and the metadata that came with it. */
    public record Call(String method, Object request, Metadata headers) {
        public @Nullable String header(String name) {
            return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    private FakeCore(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(operators)
                .addService(cluster)
                .addService(users)
                .addService(history)
                .addService(audit)
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                        return Contexts.interceptCall(
                                Context.current().withValue(HEADERS, headers), call, headers, next);
                    }
                })
                .build()
                .start();
    }

    /** @param port 0 for any free one */
    public static FakeCore start(int port) {
        try {
            return new FakeCore(port);
        } catch (IOException taken) {
            throw new IllegalStateException(taken);
        }
    }

    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    public int port() {
        return server.getPort();
    }

    /** Every call of this method fails from now on. */
    public void fail(String method, ErrorReason reason, String detail) {
        failures.put(method, new ChatException(reason, detail));
    }

    /** Every call of this method fails from now on, and says when to come again. */
    public void failWithRetryAfter(String method, ErrorReason reason, String detail, long retryAfterMillis) {
        failures.put(
                method,
                new ChatException(reason, detail, Map.of("retry_after_millis", Long.toString(retryAfterMillis))));
    }

    /** Nothing fails any more, nothing was called yet. */
    public void reset() {
        failures.clear();
        calls.clear();
        operators.reset();
        cluster.reset();
        users.reset();
        history.reset();
        audit.reset();
    }

    public List<Call> calls(String method) {
        return calls.stream().filter(call -> call.method().equals(method)).toList();
    }

    public Call lastCall(String method) {
        List<Call> all = calls(method);
        return all.get(all.size() - 1);
    }

    /** Keeps the request, checks the token, answers or fails. */
    <A> void answer(String method, Object request, StreamObserver<A> replies, Supplier<A> answer) {
        Metadata headers = HEADERS.get();
        calls.add(new Call(method, request, headers));
        try {
            ChatException failure = failures.get(method);
            if (failure != null) {
                throw failure;
            }
            if (!method.equals("Login")) {
                operators.authenticate(headers);
            }
            replies.onNext(answer.get());
            replies.onCompleted();
        } catch (ChatException failure) {
            replies.onError(Errors.toStatus(failure));
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
