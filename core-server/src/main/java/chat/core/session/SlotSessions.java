package chat.core.session;

import chat.core.slot.SlotTenure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of one slot's users during one tenure. Slot thread only. */
final class SlotSessions {
    private final SlotTenure tenure;
    private final Map<Long, UserDevices> users = new HashMap<>();

    SlotSessions(SlotTenure tenure) {
        this.tenure = tenure;
    }

    SlotTenure tenure() {
        return tenure;
    }

    @Nullable
    UserDevices user(long userId) {
        return users.get(userId);
    }

    void put(long userId, UserDevices devices) {
        users.put(userId, devices);
    }

    void remove(long userId) {
        users.remove(userId);
    }

    List<Session> all() {
        List<Session> all = new ArrayList<>();
        users.values().forEach(devices -> all.addAll(devices.sessions()));
        return all;
    }
}
