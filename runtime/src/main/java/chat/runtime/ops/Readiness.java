package chat.runtime.ops;

import chat.runtime.process.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named checks that say whether a process can do its work now. One is built in: a {@link Program} is not ready before all of it is
 * started, since its parts register their checks one after the other. Safe for use from many threads; a check must answer without
 * waiting.
 */
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private final Map<String, Supplier<Optional<String>>> checks = new ConcurrentSkipListMap<>();

    /**
     * Adds a check, in place of one of the same name.
     *
     * @param check answers what is wrong, for a person; empty when nothing is
     */
    public void register(String name, Supplier<Optional<String>> check) {
        checks.put(name, check);
    }

    /** The same for a check with one thing to say. */
    public void register(String name, java.util.function.BooleanSupplier ready, String otherwise) {
        register(name, () -> ready.getAsBoolean() ? Optional.empty() : Optional.of(otherwise));
    }

    /** All checks, now. */
    public Report report() {
        List<String> lines = new ArrayList<>();
        boolean ready = !Program.isStarting();
        if (!ready) {
            lines.add("start: not all parts are started yet");
        }
        for (Map.Entry<String, Supplier<Optional<String>>> check : checks.entrySet()) {
            Optional<String> problem = run(check.getKey(), check.getValue());
            ready &= problem.isEmpty();
            lines.add(check.getKey() + ": " + problem.orElse("ok"));
        }
        return new Report(ready, List.copyOf(lines));
    }

    private static Optional<String> run(String name, Supplier<Optional<String>> check) {
        try {
            return check.get();
        } catch (RuntimeException failed) {
            LOG.atWarn()
                    .addKeyValue("event", "ops.check.failed")
                    .setCause(failed)
                    .log("readiness check {} failed", name);
            return Optional.of("the check itself failed: " + failed);
        }
    }

    /**
     * The outcome.
     *
     * @param lines {@code NAME: ok}, or {@code NAME: what is wrong}
     */
    public record Report(boolean ready, List<String> lines) {}
}
