package chat.systemtests.replay;

import chat.account.v1.Tokens;
import chat.systemtests.client.DeviceClient;
import chat.systemtests.client.HttpApi;
import chat.systemtests.client.Subprotocol;
import chat.systemtests.conversation.Conversation;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A conversation's speakers as accounts with connected devices: one each, two for every fourth speaker; devices alternate between gateways and between
 * subprotocols.
 */
final class Cast implements AutoCloseable {
    private static final int SECOND_DEVICE_EVERY = 4;
    private static final long CONNECT_SECONDS = 60;

    private final Map<String, Actor> actors;
    private final List<DeviceClient> devices;

    private Cast(Map<String, Actor> actors, List<DeviceClient> devices) {
        this.actors = actors;
        this.devices = devices;
    }

    /** One speaker's account, and the device that speaks. */
    record Actor(long userId, DeviceClient device) {}

    /** Signs everyone up and connects their devices; each device's events go to a transcript of its own. Blocks. */
    static Cast enter(
            Conversation conversation,
            Script script,
            String prefix,
            List<URI> gateways,
            EventLoopGroup loops,
            ExecutorService workers) {
        Map<String, CompletableFuture<List<Connected>>> entering = new HashMap<>();
        for (int i = 0; i < conversation.speakers().size(); i++) {
            int index = i;
            String speaker = conversation.speakers().get(i);
            entering.put(
                    speaker,
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return enter(speaker, index, script, prefix + index, gateways, loops);
                                } catch (IOException | InterruptedException failed) {
                                    throw new CompletionException(failed);
                                }
                            },
                            workers));
        }
        Map<String, Actor> actors = new HashMap<>();
        List<DeviceClient> devices = new ArrayList<>();
        entering.forEach((speaker, connected) -> {
            List<Connected> own = connected.join();
            actors.put(speaker, new Actor(own.get(0).userId, own.get(0).client));
            own.forEach(one -> devices.add(one.client));
        });
        return new Cast(actors, devices);
    }

    Actor actor(String speaker) {
        Actor actor = actors.get(speaker);
        if (actor == null) {
            throw new IllegalArgumentException("nobody plays " + speaker);
        }
        return actor;
    }

    List<DeviceClient> devices() {
        return devices;
    }

    @Override
    public void close() {
        devices.forEach(DeviceClient::close);
    }

    private record Connected(long userId, DeviceClient client) {}

    private static List<Connected> enter(
            String speaker, int index, Script script, String username, List<URI> gateways, EventLoopGroup loops)
            throws IOException, InterruptedException {
        List<Connected> connected = new ArrayList<>();
        int deviceCount = index % SECOND_DEVICE_EVERY == 0 ? 2 : 1;
        String password = "replay-" + username;
        for (int device = 0; device < deviceCount; device++) {
            URI gateway = gateways.get((index + device) % gateways.size());
            HttpApi api = new HttpApi(gateway);
            if (device == 0) {
                api.signUp(username, password, speaker);
            }
            Tokens tokens = api.login(username, password, "replay-" + device);
            Transcript transcript = script.transcript(speaker + "/" + device);
            Subprotocol subprotocol = (index / 2 + device) % 2 == 0 ? Subprotocol.JSON : Subprotocol.PROTOBUF;
            try {
                DeviceClient client = DeviceClient.connect(
                                loops, socket(gateway), subprotocol, tokens.getAccessToken(), null, transcript::hear)
                        .orTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .join();
                connected.add(new Connected(tokens.getUserId(), client));
            } catch (CompletionException failed) {
                throw new IOException(username + " could not connect to " + gateway, failed.getCause());
            }
        }
        return connected;
    }

    private static URI socket(URI gateway) {
        return URI.create(gateway.toString().replaceFirst("^http", "ws")).resolve("/v1/ws");
    }
}
