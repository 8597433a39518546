package chat.gateway;

import chat.runtime.process.Program;

/** The program {@code gateway-ws}. */
public final class GatewayMain {
    private GatewayMain() {}

    public static void main(String[] args) {
        Program.run("gateway", args, GatewayConfig::from, GatewayServer::start);
    }
}
