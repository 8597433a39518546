package chat.ctl.surroundings;

import chat.ctl.failure.ExitCode;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/** The real signals. */
public final class SignalInterrupts implements Interrupts {
    @Override
    public Registration register(Runnable reaction) {
        AtomicBoolean again = new AtomicBoolean();
        Runnable onSignal = () -> {
            if (again.getAndSet(true)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
            }
            reaction.run();
        };
        Object formerInt = Signals.register("INT", onSignal);
        Object formerTerm = Signals.register("TERM", onSignal);
        return () -> {
            Signals.unregister("INT", formerInt);
            Signals.unregister("TERM", formerTerm);
        };
    }
}
