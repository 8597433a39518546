package chat.ctl.history;

import picocli.CommandLine.Command;

@Command(name = "history", description = "What was said in a channel.", subcommands = HistoryShowCommand.class)
public final class HistoryCommand {}
