package chat.localstack.up;

import chat.localstack.Layout;
import chat.localstack.ManagedProcess;
import chat.localstack.StackFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code bin/up}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] args) {
        UpOptions options;
        try {
            options = UpOptions.parse(args, Layout.find().root().resolve("data"));
        } catch (UpOptions.Misused misused) {
            System.err.println("bin/up: " + misused.getMessage());
            System.exit(MISUSED);
            return;
        }
        try {
            System.exit(up(options));
        } catch (StackFailure failed) {
            System.err.println("bin/up: " + failed.getMessage());
        } catch (IOException failed) {
            System.err.println("bin/up: the demo users could not be made: " + failed.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        System.exit(FAILED);
    }

    private static int up(UpOptions options) throws IOException, InterruptedException {
        List<String> problems = new Preflight(options.stack()).problems();
        if (!problems.isEmpty()) {
            System.err.println("bin/up: nothing was started:");
            problems.forEach(problem -> System.err.println("  " + problem));
            return FAILED;
        }
        long began = System.nanoTime();
        DataFolder data = DataFolder.take(options.stack().dataFolder());
        if (options.fresh()) {
            data.clear();
        }
        Stack stack = new Stack(options.stack(), data, new Printer());
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
        if (options.exitOnStdinClose()) {
            watchStdin();
        }
        DataFolder.Secret password = data.secret("operator-password");
        stack.start();
        DataFolder.Secret demoPassword = data.secret("demo-password");
        String channel = data.note("demo-channel").orElse("");
        if (channel.isEmpty()) {
            channel = new DemoUsers(stack, demoPassword.value()).greet();
            data.setNote("demo-channel", channel);
        }
        Welcome.print(stack, password, demoPassword, channel, Duration.ofNanos(System.nanoTime() - began));
        ManagedProcess dead = stack.firstDeath().join();
        System.err.println();
        System.err.println("bin/up: " + dead.obituary());
        System.err.println("bin/up: stopping the rest");
        return FAILED;
    }

    private static void watchStdin() {
        Thread leash = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // what arrives has no meaning
                        }
                    } catch (IOException broken) {
                        System.err.println("bin/up: standard input broke: " + broken.getMessage());
                    }
                    new Thread(() -> System.exit(0), "exit").start();
                },
                "leash");
        leash.setDaemon(true);
        leash.start();
    }

    private static final class Printer implements Stack.Progress {
        @Override
        public void ready(ManagedProcess process, Duration since, String where) {
            System.out.printf(
                    Locale.ROOT, "  %-12s ready in %4.1f s  %s%n", process.name(), since.toMillis() / 1000.0, where);
        }

        @Override
        public void stopped(ManagedProcess process, boolean inOrder) {
            System.out.printf("  %-12s %s%n", process.name(), inOrder ? "stopped" : "killed: it did not stop in time");
        }
    }
}
