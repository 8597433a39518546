package chat.systemtests;

import chat.systemtests.client.HttpApi;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The real stack, started by {@code bin/up} as a person would, in a data folder and at ports of its own. */
final class Stack implements AutoCloseable {
    private static final long READY_SECONDS = 180;
    private static final int PORTS = 50;
    private static @Nullable Stack shared;

    private final Process launcher;
    private final Path data;
    private final int portBase;
    private final List<String> output;

    private Stack(Process launcher, Path data, int portBase, List<String> output) {
        this.launcher = launcher;
        this.data = data;
        this.portBase = portBase;
        this.output = output;
    }

    /** One stack for all tests of this JVM; it ends with the JVM, by the leash on its standard input. */
    static synchronized Stack shared() throws Exception {
        if (shared == null) {
            shared = start(Files.createTempDirectory("system-tests"), freePortBase());
        }
        return shared;
    }

    /** Starts a stack and waits until it says that it is ready. */
    static Stack start(Path data, int portBase) throws Exception {
        Process launcher = new ProcessBuilder(
                        root().resolve("bin/up").toString(),
                        "--data",
                        data.toString(),
                        "--port-base",
                        Integer.toString(portBase),
                        "--exit-on-stdin-close")
                .redirectErrorStream(true)
                .start();
        List<String> output = new ArrayList<>();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(launcher, output, ready), "bin-up-output");
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (Exception notReady) {
            launcher.destroy();
            synchronized (output) {
                throw new AssertionError("bin/up did not become ready:\n" + String.join("\n", output), notReady);
            }
        }
        return new Stack(launcher, data, portBase, output);
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("bin/up"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new AssertionError("run the tests inside of the repository");
            }
        }
        return folder;
    }

    /** The first of 50 ports that nobody listens on. */
    static int freePortBase() {
        while (true) {
            int base = ThreadLocalRandom.current().nextInt(12_000, 31_000);
            if (allFree(base)) {
                return base;
            }
        }
    }

    private static boolean allFree(int base) {
        for (int port = base; port < base + PORTS; port++) {
            try (ServerSocket free = new ServerSocket()) {
                free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private static void read(Process launcher, List<String> output, CompletableFuture<Void> ready) {
        try (BufferedReader lines = launcher.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.startsWith("Ready after")) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IOException("bin/up ended"));
        } catch (IOException closed) {
            ready.completeExceptionally(closed);
        }
    }

    Process launcher() {
        return launcher;
    }

    Path data() {
        return data;
    }

    int portBase() {
        return portBase;
    }

    List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    List<URI> gateways() {
        return List.of(http(30), http(32));
    }

    URI socket(int index) {
        return URI.create(gateways().get(index).toString().replaceFirst("^http", "ws") + "/v1/ws");
    }

    List<InetSocketAddress> cores() {
        return List.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), portBase + 10),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), portBase + 12));
    }

    URI console() {
        return http(4);
    }

    /** Health and metrics of every program. */
    List<URI> ops() {
        return List.of(http(5), http(11), http(13), http(31), http(33));
    }

    HttpApi http() {
        return new HttpApi(gateways().get(0));
    }

    String operatorPassword() throws IOException {
        return Files.readString(data.resolve("secrets/operator-password")).strip();
    }

    private URI http(int distance) {
        return URI.create("http://127.0.0.1:" + (portBase + distance));
    }

    /** Stops it in order, as Ctrl-C does. */
    @Override
    public void close() throws IOException {
        launcher.getOutputStream().close();
        try {
            if (launcher.waitFor(60, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        launcher.destroyForcibly();
        throw new AssertionError("bin/up did not stop:\n" + String.join("\n", output()));
    }
}
