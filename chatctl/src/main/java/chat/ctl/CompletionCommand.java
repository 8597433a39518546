package chat.ctl;

import chat.ctl.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Write a completion script for a shell.",
        footer = {"", "Try it: source <(chatctl completion bash). Keep it: put that line into ~/.bashrc or ~/.zshrc."})
final class CompletionCommand implements Callable<Integer> {
    /** Shells that the script is for; it finds out itself in which one it runs. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String script = AutoComplete.bash("chatctl", spec.root().commandLine());
        spec.commandLine().getOut().print("# chatctl completion for " + shell + "\n" + script);
        return ExitCode.OK.number();
    }
}
