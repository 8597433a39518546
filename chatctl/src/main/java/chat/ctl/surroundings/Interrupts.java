package chat.ctl.surroundings;

/** Ctrl-C, and the TERM that a service manager sends. Without a registration both end the process at once, with 130 or 143. */
@FunctionalInterface
public interface Interrupts {
    /** Calls {@code reaction} on each one, on a thread of its own, until the registration is ended. */
    Registration register(Runnable reaction);

    /** What was registered. */
    @FunctionalInterface
    interface Registration {
        void end();
    }
}
