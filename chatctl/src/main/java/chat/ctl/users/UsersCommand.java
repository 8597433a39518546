package chat.ctl.users;

import picocli.CommandLine.Command;

@Command(name = "users", description = "Accounts.", subcommands = UsersShowCommand.class)
public final class UsersCommand {}
