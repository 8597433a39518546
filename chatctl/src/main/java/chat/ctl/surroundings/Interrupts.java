package chat.ctl.surroundings;

/** Ctrl-C, and the TERM that a service manager sends. Without a registration both end the process at once, with 130 or 143. */
@FunctionalInterface
public interface Interrupts {
    /** Calls {@code reaction} on the first one, on a thread of its own; a second one ends the process at once, with 130. */
    Registration register(Runnable reaction);

    /** What was registered. */
    @FunctionalInterface
    interface Registration {
        void end();
    }
}
