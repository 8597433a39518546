package chat.localstack.up;

import chat.localstack.CassandraEngine;
import chat.localstack.Layout;
import chat.localstack.ManagedProcess;
import chat.localstack.StackFailure;
import chat.localstack.ZooKeeperEngine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * All processes of a system on one machine. Started in order, each group waited for before the next; stopped in reverse. A process that
 * ends unasked completes {@link #firstDeath}; tests that kill one on purpose start it again with {@link #restart}.
 */
public final class Stack implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final int CASSANDRA_HEAP_MEGABYTES = 640;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Layout layout = Layout.find();
    private final StackOptions options;
    private final DataFolder data;
    private final Programs programs;
    private final Progress progress;
    private final CompletableFuture<ManagedProcess> firstDeath = new CompletableFuture<>();
    private final Object lock = new Object();

    /** In the order of their start, by name. */
    @GuardedBy("lock")
    private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();

    @GuardedBy("lock")
    private boolean closing;

    /** Hears of each step. */
    public interface Progress {
        void ready(ManagedProcess process, Duration since, String where);

        void stopped(ManagedProcess process, boolean inOrder);
    }

    Stack(StackOptions options, DataFolder data, Progress progress) {
        this.options = options;
        this.data = data;
        this.progress = progress;
        this.programs = new Programs(layout, data, options);
    }

    /** A running stack for tests; its data folder is the caller's. */
    public static Stack start(StackOptions options, Progress progress) {
        DataFolder data = DataFolder.take(options.dataFolder());
        Stack stack = new Stack(options, data, progress);
        try {
            stack.start();
            return stack;
        } catch (RuntimeException failed) {
            stack.close();
            data.close();
            throw failed;
        }
    }

    void start() {
        StackPorts ports = options.ports();
        Pending zooKeeper = launch("zookeeper-1", "127.0.0.1:" + ports.zooKeeper());
        Pending cassandra = launch("cassandra-1", "127.0.0.1:" + ports.cassandra());
        await(List.of(zooKeeper, cassandra));
        await(IntStream.rangeClosed(1, options.cores())
                .mapToObj(i -> launch("core-" + i, "grpc 127.0.0.1:" + ports.core(i)))
                .toList());
        List<Pending> front = new ArrayList<>();
        for (int i = 1; i <= options.gateways(); i++) {
            front.add(launch("gateway-" + i, websocket(i).toString() + " (" + Programs.region(i) + ")"));
        }
        front.add(launch("console", console().toString()));
        await(front);
    }

    /** Started, and how it will be known to be ready. */
    private record Pending(ManagedProcess process, Runnable ready, long began, String where) {}

    /** Waits for all of a group and tells of each when it is ready; fails with the first that fails. */
    private void await(List<Pending> group) {
        ExecutorService threads = Executors.newFixedThreadPool(group.size());
        try {
            CompletionService<Void> waiting = new ExecutorCompletionService<>(threads);
            for (Pending pending : group) {
                Future<Void> unused = waiting.submit(() -> {
                    pending.ready().run();
                    Duration since = Duration.ofNanos(System.nanoTime() - pending.began());
                    progress.ready(pending.process(), since, pending.where());
                    return null;
                });
            }
            for (int i = 0; i < group.size(); i++) {
                waiting.take().get();
            }
        } catch (ExecutionException failed) {
            throw new StackFailure(String.valueOf(failed.getCause().getMessage()), failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackFailure("interrupted", interrupted);
        } finally {
            threads.shutdownNow();
        }
    }

    private Pending launch(String name, String where) {
        long began = System.nanoTime();
        String kind = name.contains("-") ? name.substring(0, name.lastIndexOf('-')) : name;
        int index = name.contains("-") ? Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) : 1;
        StackPorts ports = options.ports();
        switch (kind) {
            case "zookeeper" -> {
                ZooKeeperEngine engine = keep(
                        () -> ZooKeeperEngine.start(layout, ZooKeeperEngine.Node.alone(ports.zooKeeper()), data.path()),
                        ZooKeeperEngine::process);
                return new Pending(engine.process(), engine::awaitReady, began, where);
            }
            case "cassandra" -> {
                CassandraEngine.Node node = new CassandraEngine.Node(
                        1,
                        1,
                        ports.cassandra(),
                        ports.cassandraStorage(),
                        ports.cassandraJmx(),
                        CASSANDRA_HEAP_MEGABYTES);
                CassandraEngine engine =
                        keep(() -> CassandraEngine.start(layout, node, data.path()), CassandraEngine::process);
                return new Pending(engine.process(), engine::awaitReady, began, where);
            }
            case "core" -> {
                return program(() -> programs.core(index), ports.coreOps(index), began, where);
            }
            case "gateway" -> {
                return program(() -> programs.gateway(index), ports.gatewayOps(index), began, where);
            }
            case "console" -> {
                return program(programs::console, ports.consoleOps(), began, where);
            }
            default -> throw new IllegalArgumentException("no process is named " + name);
        }
    }

    private Pending program(Supplier<ManagedProcess> starter, int opsPort, long began, String where) {
        ManagedProcess process = keep(starter, started -> started);
        return new Pending(process, () -> process.awaitReady(() -> isReady(opsPort), READY_LIMIT), began, where);
    }

    private <T> T keep(Supplier<T> starter, java.util.function.Function<T, ManagedProcess> toProcess) {
        synchronized (lock) {
            if (closing) {
                throw new StackFailure("stopping: nothing more is started");
            }
            T started = starter.get();
            ManagedProcess process = toProcess.apply(started);
            processes.put(process.name(), process);
            var unused = process.onExit().thenAccept(this::ended);
            return started;
        }
    }

    private void ended(ManagedProcess process) {
        synchronized (lock) {
            if (closing) {
                return;
            }
        }
        firstDeath.complete(process);
    }

    private boolean isReady(int opsPort) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackFailure("interrupted", interrupted);
        }
    }

    /** Completes with the first process that ends without being asked to. */
    public CompletableFuture<ManagedProcess> firstDeath() {
        return firstDeath.copy();
    }

    /** A process by its name, as in {@code core-1}, {@code gateway-2}, {@code cassandra-1}, {@code zookeeper-1}, {@code console}. */
    public ManagedProcess process(String name) {
        synchronized (lock) {
            ManagedProcess process = processes.get(name);
            if (process == null) {
                throw new IllegalArgumentException("no process is named " + name);
            }
            return process;
        }
    }

    /** All processes, in the order of their start. */
    public List<ManagedProcess> processes() {
        synchronized (lock) {
            return List.copyOf(processes.values());
        }
    }

    /** Starts a process that has ended once more, on its data and ports, and waits until it is ready. */
    public ManagedProcess restart(String name) {
        if (process(name).isAlive()) {
            throw new IllegalStateException(name + " is running");
        }
        Pending pending = launch(name, name);
        await(List.of(pending));
        return pending.process();
    }

    /** Where clients connect, gateways counted from 1. */
    public URI websocket(int gateway) {
        return URI.create("ws://127.0.0.1:" + options.ports().gateway(gateway) + "/v1/ws");
    }

    /** HTTP of a gateway, counted from 1. */
    public URI http(int gateway) {
        return URI.create("http://127.0.0.1:" + options.ports().gateway(gateway));
    }

    public URI console() {
        return URI.create("http://127.0.0.1:" + options.ports().console());
    }

    /** {@code host:port} of a core's gRPC, counted from 1. */
    public String core(int core) {
        return "127.0.0.1:" + options.ports().core(core);
    }

    /** {@code host:port} of health and metrics, by the name of a core, gateway or the console. */
    public Map<String, String> opsAddresses() {
        StackPorts ports = options.ports();
        Map<String, String> addresses = new LinkedHashMap<>();
        IntStream.rangeClosed(1, options.cores())
                .forEach(i -> addresses.put("core-" + i, "127.0.0.1:" + ports.coreOps(i)));
        IntStream.rangeClosed(1, options.gateways())
                .forEach(i -> addresses.put("gateway-" + i, "127.0.0.1:" + ports.gatewayOps(i)));
        addresses.put("console", "127.0.0.1:" + ports.consoleOps());
        return addresses;
    }

    public StackOptions options() {
        return options;
    }

    /** The file that holds a secret: {@code cluster-secret}, {@code operator-password}, ... */
    public Path secretFile(String name) {
        return data.secret(name).file();
    }

    /** Stops everything in reverse order and waits for it. A second call waits for the first. */
    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
        }
        List<ManagedProcess> started = processes();
        for (int i = started.size() - 1; i >= 0; i--) {
            ManagedProcess process = started.get(i);
            if (process.isAlive()) {
                progress.stopped(process, process.stop());
            }
        }
        data.close();
    }
}
