package chat.gateway;

import chat.gateway.core.CoreConfig;
import chat.gateway.drain.DrainConfig;
import chat.gateway.http.HttpConfig;
import chat.gateway.registration.RegistrationConfig;
import chat.gateway.session.SessionConfig;
import chat.gateway.socket.SocketConfig;
import chat.runtime.config.ProgramConfig;
import chat.runtime.tls.TlsConfig;

/**
 * Everything that can be set; {@code gateway.conf} says what each is for.
 *
 * @param publicUrl WebSocket address that clients use; empty: made from host and port
 */
record GatewayConfig(
        String nodeId,
        String region,
        String host,
        int port,
        String publicUrl,
        String opsHost,
        int opsPort,
        String clusterSecret,
        TlsConfig tls,
        TlsConfig coreTls,
        HttpConfig http,
        SocketConfig socket,
        SessionConfig session,
        CoreConfig core,
        RegistrationConfig registration,
        DrainConfig drain) {

    static GatewayConfig from(ProgramConfig config) {
        String nodeId = config.string("node-id");
        if (!nodeId.matches("[a-z0-9-]{1,64}")) {
            throw config.wrong("node-id", "1 to 64 characters of a-z, 0-9 and -");
        }
        if (config.strings("core.seeds").isEmpty()
                && config.string("zookeeper.connect").isEmpty()) {
            throw config.wrong("core.seeds", "at least one core address, since zookeeper.connect is empty");
        }
        return new GatewayConfig(
                nodeId,
                config.string("region"),
                config.string("host"),
                config.port("port"),
                config.string("public-url"),
                config.string("ops.host"),
                config.port("ops.port"),
                config.requiredSecret("cluster-secret"),
                TlsConfig.server(config, "tls"),
                TlsConfig.client(config, "core.tls"),
                HttpConfig.from(config),
                SocketConfig.from(config),
                SessionConfig.from(config),
                CoreConfig.from(config),
                RegistrationConfig.from(config),
                DrainConfig.from(config));
    }
}
