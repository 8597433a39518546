package chat.core.session;

import chat.gateway.v1.Attach;
import chat.gateway.v1.ConnectRequest;
import chat.gateway.v1.ConnectResponse;
import chat.gateway.v1.CoreFrame;
import chat.gateway.v1.GatewayFrame;
import chat.gateway.v1.Identity;
import chat.gateway.v1.Register;
import chat.runtime.error.ChatException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The far end of one stream: keeps the frames that arrive, and is as slow as the test wants. */
final class SimulatedGateway implements GatewayStream.Line {
    final String id;
    final List<CoreFrame> frames = new ArrayList<>();
    boolean ready = true;
    int writes;
    int reads;
    boolean completed;

    @Nullable
    ChatException failure;

    private GatewayStream stream;

    private SimulatedGateway(String id, SessionFixture node) {
        this.id = id;
        this.stream = node.stream(this);
    }

    static SimulatedGateway connect(String id, SessionFixture node) {
        SimulatedGateway gateway = new SimulatedGateway(id, node);
        gateway.send(GatewayFrame.newBuilder()
                .setRegister(Register.newBuilder().setGatewayId(id))
                .build());
        return gateway;
    }

    static SimulatedGateway silent(String id, SessionFixture node) {
        return new SimulatedGateway(id, node);
    }

    void send(GatewayFrame... sent) {
        stream.received(ConnectRequest.newBuilder().addAllFrames(List.of(sent)).build());
    }

    void attach(long request, long session, long user, long device, @Nullable Long cursor) {
        send(GatewayFrame.newBuilder()
                .setAttach(attachOf(request, session, user, device, cursor))
                .build());
    }

    static Attach.Builder attachOf(long request, long session, long user, long device, @Nullable Long cursor) {
        Attach.Builder attach = Attach.newBuilder()
                .setRequestId(request)
                .setSessionId(session)
                .setIdentity(Identity.newBuilder().setUserId(user).setDeviceId(device));
        if (cursor != null) {
            attach.setCursor(cursor);
        }
        return attach;
    }

    GatewayStream stream() {
        return stream;
    }

    /** The frames since the last call. */
    List<CoreFrame> take() {
        List<CoreFrame> taken = List.copyOf(frames);
        frames.clear();
        return taken;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void write(ConnectResponse response) {
        writes++;
        frames.addAll(response.getFramesList());
    }

    @Override
    public void read() {
        reads++;
    }

    @Override
    public void complete() {
        completed = true;
    }

    @Override
    public void fail(ChatException reason) {
        failure = reason;
    }
}
