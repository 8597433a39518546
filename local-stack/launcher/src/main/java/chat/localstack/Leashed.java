package chat.localstack;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class on a leash: when standard input ends, because whoever started this process is gone in whatever way, it
 * exits through its shutdown hooks. Uses nothing but the JDK, since it runs on the engines' class paths.
 */
public final class Leashed {
    private static final long STOP_LIMIT_MILLIS = 30_000;

    private Leashed() {}

    /** The first argument is the main class, the rest are its arguments. */
    public static void main(String[] args) throws Throwable {
        if (args.length == 0) {
            System.err.println("Usage: " + Leashed.class.getName() + " MAIN_CLASS [ARGUMENT]...");
            System.exit(2);
        }
        Thread leash = new Thread(Leashed::waitForEnd, "leash");
        leash.setDaemon(true);
        leash.start();
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static void waitForEnd() {
        byte[] ignored = new byte[64];
        try {
            while (System.in.read(ignored) >= 0) {
                // whatever arrives has no meaning
            }
        } catch (IOException broken) {
            System.err.println("standard input broke: " + broken);
        }
        System.err.println("standard input was closed: stopping");
        Thread stop = new Thread(() -> System.exit(0), "stop");
        stop.setDaemon(true);
        stop.start();
        try {
            stop.join(STOP_LIMIT_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
