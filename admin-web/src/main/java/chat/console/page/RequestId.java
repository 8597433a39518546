package chat.console.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;

/** The id of one request to the console: it goes with every call to a core, into both logs, and onto a page that tells of a failure. */
public final class RequestId {
    private static final String ATTRIBUTE = RequestId.class.getName();

    private RequestId() {}

    /** The same for the same request. */
    public static String of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof String known) {
            return known;
        }
        String id = random();
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    public static String random() {
        return UUID.randomUUID().toString();
    }
}
