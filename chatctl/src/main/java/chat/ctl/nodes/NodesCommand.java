package chat.ctl.nodes;

import picocli.CommandLine.Command;

@Command(name = "nodes", description = "Core nodes and gateways.", subcommands = NodesListCommand.class)
public final class NodesCommand {}
