package chat.ctl.login;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.failure.Failure;
import chat.operator.v1.LogoutRequest;
import chat.operator.v1.OperatorAuthServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "logout", description = "End the token at the server and delete it here.")
public final class LogoutCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (OperatorClient client = connection.open()) {
            client.call(
                    OperatorAuthServiceGrpc::newBlockingStub, stub -> stub.logout(LogoutRequest.getDefaultInstance()));
            connection.sessionFile().delete();
            spec.commandLine().getErr().println("logged out of " + client.server());
            return ExitCode.OK.number();
        } catch (Failure failure) {
            return notTold(failure);
        }
    }

    /** Whatever the server says, the token is gone from this machine; a token that is over needs no more. */
    private int notTold(Failure failure) {
        connection.sessionFile().delete();
        if (failure.exitCode() == ExitCode.NOT_AUTHENTICATED) {
            spec.commandLine().getErr().println("logged out: " + failure.what());
            return ExitCode.OK.number();
        }
        throw new Failure(
                failure.exitCode(),
                "the token was deleted here, but the server could not be told: " + failure.what(),
                "A copy of the token would work until it expires.",
                failure.next());
    }
}
