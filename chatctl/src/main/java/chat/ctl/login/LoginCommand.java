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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "The password is asked for, or read from stdin; it is never an argument, since others can see those."
        })
public final class LoginCommand implements Callable<Integer> {
    private static final int MAX_PASSWORD_BYTES = 4096;

    @Mixin
    private ConnectionOptions connection;

    @Option(names = "--user", paramLabel = "NAME", description = "Operator to log in as (default: it is asked for).")
    private @Nullable String user;

    @Option(names = "--password-stdin", description = "Read the password from the first line of stdin.")
    private boolean passwordStdin;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Surroundings surroundings = Surroundings.of(spec);
        try (OperatorClient client = connection.openForLogin()) {
            String name = user != null ? user : ask("Operator: ", false);
            String password = passwordStdin ? readPassword(surroundings.stdin()) : ask("Password: ", true);
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
                    "Give --user NAME, and the password on stdin with --password-stdin.");
        }
        return answer;
    }

    /** The first line, without its line end; nothing else is cut off. */
    private static String readPassword(InputStream stdin) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = stdin.read(); b >= 0 && b != '\n'; b = stdin.read()) {
                line.write(b);
                if (line.size() > MAX_PASSWORD_BYTES) {
                    throw unreadable("is longer than " + MAX_PASSWORD_BYTES + " bytes");
                }
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            String password = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            if (password.isEmpty()) {
                throw unreadable("is empty");
            }
            return password;
        } catch (CharacterCodingException notUtf8) {
            throw unreadable("is not UTF-8");
        } catch (IOException closed) {
            throw unreadable("cannot be read: " + closed.getMessage());
        }
    }

    private static Failure unreadable(String what) {
        return new Failure(
                ExitCode.USAGE,
                "the password on stdin " + what,
                "",
                "Send one line, as in: chatctl login --user NAME --password-stdin < FILE");
    }
}
