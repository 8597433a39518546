package chat.systemtests.replay;

import chat.client.v1.Event;
import chat.message.v1.Message;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What one device heard, compared with the script as it comes: the next text must be the next line, byte for byte, with a greater message id. */
final class Transcript {
    private final String device;
    private final Script script;
    private final AtomicInteger heard = new AtomicInteger();
    private final AtomicReference<@Nullable String> mismatch = new AtomicReference<>();
    /** The device's event loop only. */
    private long lastMessageId;

    Transcript(String device, Script script) {
        this.device = device;
        this.script = script;
    }

    void hear(Event event) {
        Message message = event.getMessage();
        if (message.getMessageId() <= lastMessageId) {
            differ("message " + message.getMessageId() + " after " + lastMessageId);
        }
        lastMessageId = message.getMessageId();
        if (!message.hasText()) {
            return;
        }
        int line = heard.getAndIncrement();
        if (line >= script.lines().size()) {
            differ("more texts than lines: " + message.getClientMessageId());
        } else if (!message.getText().equals(script.lines().get(line).text())
                || !message.getClientMessageId().equals(Script.clientMessageId(line))) {
            differ("line " + line + " expected, got " + message.getClientMessageId());
        } else {
            script.heard(line);
        }
    }

    /** Texts heard so far. */
    int heard() {
        return heard.get();
    }

    /** The first difference from the script, or null; null does not mean complete. */
    @Nullable
    String mismatch() {
        return mismatch.get();
    }

    private void differ(String what) {
        mismatch.compareAndSet(null, device + ": " + what);
    }
}
