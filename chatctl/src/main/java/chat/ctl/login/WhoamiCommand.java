package chat.ctl.login;

import chat.ctl.connection.ConnectionOptions;
import chat.ctl.connection.OperatorClient;
import chat.ctl.failure.ExitCode;
import chat.ctl.output.JsonText;
import chat.ctl.output.OutputFormat;
import chat.ctl.output.OutputOptions;
import chat.ctl.output.Table;
import chat.ctl.output.Table.Column;
import chat.operator.v1.GetSelfRequest;
import chat.operator.v1.Operator;
import chat.operator.v1.OperatorAuthServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "whoami", description = "Show who the token belongs to.")
public final class WhoamiCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions connection;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        try (OperatorClient client = connection.open()) {
            Operator self = client.call(
                            OperatorAuthServiceGrpc::newBlockingStub,
                            stub -> stub.getSelf(GetSelfRequest.getDefaultInstance()))
                    .getOperator();
            if (output.format() == OutputFormat.table) {
                new Table(output.out(), Column.text("OPERATOR"), Column.text("ROLE"), Column.text("SERVER"))
                        .row(self.getName(), Roles.name(self.getRole()), client.server())
                        .flush();
            } else {
                JsonText json = output.json();
                json.beginObject();
                json.name("name").value(self.getName());
                json.name("role").value(self.getRole().name());
                json.name("server").value(client.server());
                json.endObject().end();
            }
        }
        return ExitCode.OK.number();
    }
}
