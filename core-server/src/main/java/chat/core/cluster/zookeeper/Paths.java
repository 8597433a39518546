package chat.core.cluster.zookeeper;

import java.util.List;

/** Where everything lies in ZooKeeper; drawn in the package's description. */
public record Paths(String root) {
    public String cores() {
        return root + "/cores";
    }

    public String core(String nodeId) {
        return cores() + "/" + nodeId;
    }

    public String gateways() {
        return root + "/gateways";
    }

    public String claims() {
        return root + "/claims";
    }

    public String claim(int slot) {
        return claims() + "/" + slot;
    }

    public String plan() {
        return root + "/plan";
    }

    public String leader() {
        return root + "/leader";
    }

    String leases() {
        return root + "/workers/leases";
    }

    String lease(int worker) {
        return leases() + "/" + worker;
    }

    String horizons() {
        return root + "/workers/horizons";
    }

    String horizon(int worker) {
        return horizons() + "/" + worker;
    }

    String schemaLock() {
        return root + "/schema-lock";
    }

    /** Folders that must exist. */
    List<String> folders() {
        return List.of(cores(), gateways(), claims(), leader(), leases(), horizons());
    }
}
