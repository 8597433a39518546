package chat.localstack.up;

import chat.localstack.ManagedProcess;
import java.time.Duration;
import java.util.Locale;

/** What a person needs to know once everything is up. */
final class Welcome {
    private Welcome() {}

    static void print(
            Stack stack,
            DataFolder.Secret operatorPassword,
            DataFolder.Secret demoPassword,
            String channel,
            Duration took) {
        long resident = stack.processes().stream()
                .mapToLong(ManagedProcess::residentBytes)
                .sum();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "\nReady after %.1f s, with %.2f GiB resident memory.\n\n",
                took.toMillis() / 1000.0,
                resident / (double) (1 << 30)));
        text.append("Console     %s\n".formatted(stack.console()));
        text.append("            operator admin, password %s\n".formatted(shown(operatorPassword)));
        for (int i = 1; i <= stack.options().gateways(); i++) {
            text.append("%-11s %s\n".formatted(i == 1 ? "Gateways" : "", stack.websocket(i)));
        }
        text.append("            users %s and %s, password %s\n"
                .formatted(DemoUsers.FIRST, DemoUsers.SECOND, shown(demoPassword)));
        stack.opsAddresses()
                .forEach((name, address) -> text.append(
                        "%-11s http://%s/metrics\n".formatted(name.equals("core-1") ? "Metrics" : "", address)));
        text.append(
                """

                Try next, in another terminal:
                  bin/chatctl login --server %s --user admin --password-file %s
                  bin/chatctl nodes list
                  bin/chatctl history show %s --reason "first look"

                Data and logs are in %s. Ctrl-C stops everything.
                """
                        .formatted(
                                stack.core(1),
                                operatorPassword.file(),
                                channel,
                                stack.options().dataFolder()));
        System.out.print(text);
        System.out.flush();
    }

    /** A password is shown once. */
    private static String shown(DataFolder.Secret secret) {
        return secret.isNew() ? secret.value() + "   (also in " + secret.file() + ")" : "in " + secret.file();
    }
}
