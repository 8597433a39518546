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
        subcommands = {
            LoginCommand.class,
            LogoutCommand.class,
            WhoamiCommand.class,
            NodesCommand.class,
            UsersCommand.class,
            HistoryCommand.class,
            AuditCommand.class,
            ImportCommand.class,
            CompletionCommand.class,
            VersionCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 ok, 1 internal error, 2 usage, 3 not authenticated, 4 permission denied, 5 not found,",
            "  6 conflict, 7 unavailable (try again), 8 partly done, 130 interrupted.",
            "Data goes to stdout, everything else to stderr. Environment: CHATCTL_SERVER, CHATCTL_TOKEN, CHATCTL_CONFIG."
        })
final class Chatctl implements Runnable, Surroundings.Holder {
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

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine commandLine = new CommandLine(new Chatctl(surroundings));
        commandLine.addSubcommand(new ShellCommand(Chatctl::commandLine));
        FailurePrinter failures = new FailurePrinter();
        commandLine.setExecutionExceptionHandler(failures).setParameterExceptionHandler(failures);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setCaseInsensitiveEnumValuesAllowed(false);
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
