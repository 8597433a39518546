package chat.ctl;

import chat.ctl.surroundings.Console;
import chat.ctl.surroundings.Interrupts;
import chat.ctl.surroundings.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Runs the real command line in a made-up process, and keeps what came out. */
final class CommandRun {
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    final Map<String, String> environment = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final Interrupter interrupter = new Interrupter();
    String stdin = "";

    @Nullable
    String typed;

    @Nullable
    Terminal terminal;

    String out = "";
    String err = "";

    /** Ctrl-C of a test. */
    static final class Interrupter implements Interrupts {
        private final List<Runnable> reactions = new CopyOnWriteArrayList<>();

        @Override
        public Registration register(Runnable reaction) {
            reactions.add(reaction);
            return () -> reactions.remove(reaction);
        }

        void interrupt() {
            reactions.forEach(Runnable::run);
        }
    }

    CommandRun(Path configFolder) {
        environment.put("CHATCTL_CONFIG", configFolder.toString());
    }

    /** As an operator who is logged in. */
    static CommandRun against(FakeOperatorServer server, Path configFolder) {
        CommandRun run = new CommandRun(configFolder);
        run.environment.put("CHATCTL_SERVER", server.address());
        run.environment.put("CHATCTL_TOKEN", FakeOperatorServer.TOKEN);
        return run;
    }

    int execute(String... args) {
        StringWriter stdout = new StringWriter();
        int code = execute(stdout, args);
        out = stdout.toString();
        return code;
    }

    int execute(Writer stdout, String... args) {
        StringWriter stderr = new StringWriter();
        Surroundings surroundings = surroundings();
        PrintWriter printer = new PrintWriter(stdout);
        int code = Chatctl.commandLine(surroundings, args)
                .setOut(printer)
                .setErr(new PrintWriter(stderr, true))
                .execute(args);
        printer.flush();
        err = stderr.toString();
        return code;
    }

    Surroundings surroundings() {
        return new Surroundings(
                environment,
                new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
                new TypingConsole(),
                interrupter,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private final class TypingConsole implements Console {
        @Override
        public @Nullable String ask(String prompt, boolean hidden) {
            asked.add(prompt + (hidden ? "(hidden)" : ""));
            return typed;
        }

        @Override
        public @Nullable StatusLine statusLine() {
            return null;
        }

        @Override
        public @Nullable Terminal terminal() {
            return terminal;
        }
    }
}
