package chat.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

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
