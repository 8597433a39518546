package chat.ctl;

import chat.ctl.failure.ExitCode;
import chat.runtime.process.BuildInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Show the version of chatctl.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println("chatctl " + BuildInfo.current());
        return ExitCode.OK.number();
    }
}
