package chat.ctl;

import chat.ctl.audit.AuditCommand;
import chat.ctl.failure.FailurePrinter;
import chat.ctl.history.HistoryCommand;
import chat.ctl.importing.ImportCommand;
import chat.ctl.login.LoginCommand;
import chat.ctl.login.LogoutCommand;
import chat.ctl.login.WhoamiCommand;
import chat.ctl.nodes.NodesCommand;
import chat.ctl.shell.ShellCommand;
import chat.ctl.surroundings.Surroundings;
import chat.ctl.users.UsersCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: which commands there are, and what all of them share. */
@Command(
        name = "chatctl",
        description = "Operates a chat cluster: looks at nodes, accounts and conversations, and imports conversations.",
        footer = {
            "",
            "Data goes to stdout, everything else to stderr.",
            "Exit codes: 0 ok, 1 internal error, 2 usage, 3 not authenticated, 4 permission denied, 5 not found, 6 conflict,"
                    + " 7 unavailable (try again), 8 partly done, 130 interrupted.",
            "Environment: CHATCTL_SERVER, CHATCTL_TOKEN, CHATCTL_CONFIG (folder for the login)."
        })
final class Chatctl implements Runnable, Surroundings.Holder {
    private static final String SHELL = "shell";
    private static final String COMPLETION = "completion";

    /** Every command, in the order of the help. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private final Surroundings surroundings;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean help;

    @Spec
    private CommandSpec spec;

    private Chatctl(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("login", () -> new LoginCommand());
        commands.put("logout", () -> new LogoutCommand());
        commands.put("whoami", () -> new WhoamiCommand());
        commands.put("nodes", () -> new NodesCommand());
        commands.put("users", () -> new UsersCommand());
        commands.put("history", () -> new HistoryCommand());
        commands.put("audit", () -> new AuditCommand());
        commands.put("import", () -> new ImportCommand());
        commands.put(SHELL, () -> new ShellCommand(Chatctl::commandLine));
        commands.put(COMPLETION, () -> new CompletionCommand());
        commands.put("version", () -> new VersionCommand());
        return commands;
    }

    /**
     * The command line for these arguments. Only the command that they name is built, since each one costs start-up time; all are when they
     * name none, and for those that look at the others.
     */
    static CommandLine commandLine(Surroundings surroundings, String... args) {
        CommandLine commandLine = new CommandLine(new Chatctl(surroundings));
        String named = args.length == 0 ? "" : args[0];
        boolean alone = COMMANDS.containsKey(named) && !named.equals(SHELL) && !named.equals(COMPLETION);
        COMMANDS.forEach((name, command) -> {
            if (!alone || name.equals(named)) {
                commandLine.addSubcommand(name, command.get());
            }
        });
        FailurePrinter failures = new FailurePrinter();
        commandLine.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
        commandLine.setUsageHelpAutoWidth(true);
        return commandLine;
    }

    @Override
    public Surroundings surroundings() {
        return surroundings;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "which command? " + String.join(", ", spec.subcommands().keySet()));
    }
}
