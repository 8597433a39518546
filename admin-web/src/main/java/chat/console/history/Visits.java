package chat.console.history;

import chat.console.core.Caller;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.util.WebUtils;

/** The channels that one session gave a reason for. Several requests of a session may come at once. */
final class Visits {
    private static final String ATTRIBUTE = Visits.class.getName();
    private static final int MOST = 50;

    @GuardedBy("this")
    private final Map<Long, Visit> visits = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Visit> eldest) {
            return size() > MOST;
        }
    };

    private final String operator;

    private Visits(String operator) {
        this.operator = operator;
    }

    /** Those of this operator: who logs in over another's session inherits none of their reasons. */
    static Visits of(HttpSession session, Caller caller) {
        synchronized (WebUtils.getSessionMutex(session)) {
            if (session.getAttribute(ATTRIBUTE) instanceof Visits known && known.operator.equals(caller.operator())) {
                return known;
            }
            Visits fresh = new Visits(caller.operator());
            session.setAttribute(ATTRIBUTE, fresh);
            return fresh;
        }
    }

    synchronized Optional<Visit> get(long channelId) {
        return Optional.ofNullable(visits.get(channelId));
    }

    synchronized void put(Visit visit) {
        visits.put(visit.channelId(), visit);
    }

    synchronized void remove(long channelId) {
        visits.remove(channelId);
    }
}
