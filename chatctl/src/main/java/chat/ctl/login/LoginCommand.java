package chat.ctl.login;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.connection.Session;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.ctl.output.TerminalText;
import chat.ctl.output.Times;
import chat.ctl.surroundings.Surroundings;
import chat.operator.v1.LoginRequest;
import chat.operator.v1.LoginResponse;
import chat.operator.v1.OperatorAuthServiceGrpc;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "login",
        description = "Log in and keep the token for the commands that follow.",
        footer = {
            "",
            "The password is asked for, or read from stdin or a file; it is never an argument, since others can see those."
        })
public final class LoginCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection;

    @Option(names = "--user", paramLabel = "NAME", description = "Operator to log in as (default: it is asked for).")
    private @Nullable String user;

    @ArgGroup
    private @Nullable PasswordSource passwordSource;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Surroundings surroundings = Surroundings.of(spec);
        try (OperatorClient client = connection.openForLogin()) {
            String name = user != null ? user : ask("Operator: ", false);
            String password =
                    passwordSource != null ? passwordSource.read(surroundings.stdin()) : ask("Password: ", true);
            LoginResponse in = client.call(
                    OperatorAuthServiceGrpc::newBlockingStub,
                    stub -> stub.login(LoginRequest.newBuilder()
                            .setName(name)
                            .setPassword(password)
                            .build()));
            connection
                    .sessionFile()
                    .write(new Session(
                            client.server(),
                            connection.transportForLogin(),
                            in.getOperator().getName(),
                            in.getToken(),
                            in.getExpiresAtMillis()));
            spec.commandLine()
                    .getErr()
                    .println("logged in to " + client.server() + " as "
                            + TerminalText.escape(in.getOperator().getName()) + ", "
                            + Roles.name(in.getOperator().getRole()) + ", until "
                            + Times.cell(in.getExpiresAtMillis()));
        }
        return ExitCode.OK.number();
    }

    private String ask(String prompt, boolean hidden) {
        String answer = Surroundings.of(spec).console().ask(prompt, hidden);
        if (answer == null || answer.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "no " + (hidden ? "password" : "operator name") + " was given",
                    "There is no terminal to ask on, or nothing was typed.",
                    "Give --user NAME, and the password on stdin with --password-stdin or in --password-file FILE.");
        }
        return answer;
    }
}
