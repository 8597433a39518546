package chat.localstack.up;

import java.nio.file.Path;

/**
 * Size and place of a stack.
 *
 * @param dataFolder where data, logs and secrets are
 * @param portBase first of the ports of {@link StackPorts}
 */
public record StackOptions(Path dataFolder, int portBase, int cores, int gateways) {
    private static final int DEFAULT_PORT_BASE = 7400;

    /** Two cores and two gateways, at the ports that bin/up uses. */
    public static StackOptions in(Path dataFolder) {
        return new StackOptions(dataFolder, DEFAULT_PORT_BASE, 2, 2);
    }

    public StackOptions withDataFolder(Path folder) {
        return new StackOptions(folder, portBase, cores, gateways);
    }

    public StackOptions withPortBase(int base) {
        return new StackOptions(dataFolder, base, cores, gateways);
    }

    public StackOptions withCores(int count) {
        return new StackOptions(dataFolder, portBase, count, gateways);
    }

    public StackOptions withGateways(int count) {
        return new StackOptions(dataFolder, portBase, cores, count);
    }

    StackPorts ports() {
        return new StackPorts(portBase);
    }
}
