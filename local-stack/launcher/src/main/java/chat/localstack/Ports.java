package chat.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Finds ports that nobody listens on. They lie below the range that the system gives to outgoing connections, so that none of
 * those takes one before its process binds it; each is handed out once a JVM.
 */
public final class Ports {
    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that is free on all the addresses. */
    public static int free(String... addresses) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port, addresses) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new StackFailure("no free port found between " + FIRST + " and " + LAST);
    }

    /** The first of a number of ports in a row that are free on all the addresses. */
    public static int freeRange(int count, String... addresses) {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST - count);
            if (IntStream.range(first, first + count)
                    .allMatch(port -> isFree(port, addresses) && !GIVEN.contains(port))) {
                IntStream.range(first, first + count).forEach(GIVEN::add);
                return first;
            }
        }
        throw new StackFailure("no " + count + " free ports in a row found between " + FIRST + " and " + LAST);
    }

    /** Whether the port could be bound on all the addresses just now. */
    public static boolean isFree(int port, String... addresses) {
        for (String address : addresses) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(resolve(address), port));
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress resolve(String address) throws UnknownHostException {
        return InetAddress.getAllByName(address)[0];
    }
}
