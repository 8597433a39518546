package chat.ctl.surroundings;

import org.jline.utils.Signals;

/** The real signals. */
public final class SignalInterrupts implements Interrupts {
    @Override
    public Registration register(Runnable reaction) {
        Object formerInt = Signals.register("INT", reaction);
        Object formerTerm = Signals.register("TERM", reaction);
        return () -> {
            Signals.unregister("INT", formerInt);
            Signals.unregister("TERM", formerTerm);
        };
    }
}
