package chat.localstack.up;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who listens where, on 127.0.0.1: fixed distances from a base, so that a port tells whose it is. Nodes are counted from 1. */
record StackPorts(int base) {
    static final int MAX_NODES = 10;

    int zooKeeper() {
        return base;
    }

    int cassandra() {
        return base + 1;
    }

    int cassandraStorage() {
        return base + 2;
    }

    int cassandraJmx() {
        return base + 3;
    }

    int console() {
        return base + 4;
    }

    int consoleOps() {
        return base + 5;
    }

    int core(int index) {
        return base + 8 + 2 * index;
    }

    int coreOps(int index) {
        return core(index) + 1;
    }

    int gateway(int index) {
        return base + 28 + 2 * index;
    }

    int gatewayOps(int index) {
        return gateway(index) + 1;
    }

    /** All that a stack of this size needs, with what for. */
    Map<Integer, String> all(int cores, int gateways) {
        Map<Integer, String> ports = new LinkedHashMap<>();
        ports.put(zooKeeper(), "ZooKeeper");
        ports.put(cassandra(), "Cassandra");
        ports.put(cassandraStorage(), "Cassandra, between nodes");
        ports.put(cassandraJmx(), "Cassandra, JMX");
        ports.put(console(), "console");
        ports.put(consoleOps(), "console, health and metrics");
        for (int i = 1; i <= cores; i++) {
            ports.put(core(i), "core-" + i);
            ports.put(coreOps(i), "core-" + i + ", health and metrics");
        }
        for (int i = 1; i <= gateways; i++) {
            ports.put(gateway(i), "gateway-" + i);
            ports.put(gatewayOps(i), "gateway-" + i + ", health and metrics");
        }
        return ports;
    }
}
