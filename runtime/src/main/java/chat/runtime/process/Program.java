package chat.runtime.process;

import ch.qos.logback.classic.LoggerContext;
import chat.runtime.config.ProgramConfig;
import chat.runtime.config.ProgramStart;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a program, from {@code main} to its exit code: 0 stopped in order (143 by SIGTERM, 130 by Ctrl-C, as the JVM has it), 1
 * failed to start or to run, 2 wrong usage or configuration.
 */
public final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);

    private static volatile boolean starting;

    private Program() {}

    /**
     * Starts the program's parts, in order.
     *
     * @param <C> its configuration
     */
    public interface Starter<C> {
        /** Adds what it starts to the lifecycle; returns when everything is up. An exception's message tells a person what to do. */
        void start(C config, Lifecycle lifecycle) throws Exception;
    }

    /**
     * Reads the configuration and starts; returns when the program is up. It then runs until a signal, the leash, or {@link
     * #fail}, each of which closes the lifecycle.
     *
     * @param program name of its configuration, as in {@code core}
     */
    public static <C> void run(String program, String[] args, Function<ProgramConfig, C> reader, Starter<C> starter) {
        BuildInfo build = BuildInfo.current();
        ProgramStart<C> start = ProgramStart.of(program, program + " " + build, args, System.getenv(), reader);
        if (start instanceof ProgramStart.Run<C> run) {
            start(program, build, run, starter);
        } else if (start instanceof ProgramStart.Answer<C> answer) {
            (answer.exitCode() == 0 ? System.out : System.err).print(answer.text());
            System.exit(answer.exitCode());
        }
    }

    /** True from the first step of the start to the last: the process is not ready, whatever its parts say. */
    public static boolean isStarting() {
        return starting;
    }

    /** Stops the process in order with exit code 1: it can't go on. Returns at once. */
    public static void fail(String reason) {
        LOG.atError().addKeyValue("event", "process.failed").log("stopping: {}", reason);
        exit(1);
    }

    private static <C> void start(String program, BuildInfo build, ProgramStart.Run<C> run, Starter<C> starter) {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            LOG.atError()
                    .addKeyValue("event", "process.uncaught")
                    .setCause(thrown)
                    .log("thread {} ended by an exception nobody caught", thread.getName());
            if (thrown instanceof VirtualMachineError) {
                Runtime.getRuntime().halt(1);
            }
        });
        Lifecycle lifecycle = new Lifecycle();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("{} stopping", program);
                            lifecycle.close();
                            LOG.info("{} stopped", program);
                            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
                                context.stop();
                            }
                        },
                        "stop"));
        if (run.exitOnStdinClose()) {
            Leash.watch(System.in, () -> exit(0));
        }
        long began = System.nanoTime();
        LOG.info(
                "{} {} starting, pid {}",
                program,
                build,
                ProcessHandle.current().pid());
        starting = true;
        try {
            starter.start(run.config(), lifecycle);
            starting = false;
            LOG.info("{} started in {} ms", program, (System.nanoTime() - began) / 1_000_000);
        } catch (Exception failed) {
            if (lifecycle.isClosing()) {
                LOG.info("{} was told to stop before it was up ({})", program, failed.toString());
                return;
            }
            LOG.atError()
                    .addKeyValue("event", "process.start.failed")
                    .setCause(failed)
                    .log("{} could not start: {}", program, failed.getMessage());
            exit(1);
        }
    }

    /**
     * {@code System.exit} blocks until the hooks are through, and for ever when called inside of one: hence a thread of its own. Not a
     * daemon: the JVM must not end with code 0 before it ran, when it is the last.
     */
    private static void exit(int code) {
        new Thread(() -> System.exit(code), "exit").start();
    }
}
