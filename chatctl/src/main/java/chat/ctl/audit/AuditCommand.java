package chat.ctl.audit;

import picocli.CommandLine.Command;

@Command(name = "audit", description = "What operators did and looked at.", subcommands = AuditListCommand.class)
public final class AuditCommand {}
