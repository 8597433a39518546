package chat.localstack.up;

import java.nio.file.Path;

/**
 * What {@code bin/up} was asked for; the script itself answers {@code --help} and takes {@code --rebuild}.
 *
 * @param fresh begin with no data
 * @param exitOnStdinClose stop when standard input ends
 */
record UpOptions(boolean fresh, boolean exitOnStdinClose, StackOptions stack) {
    /** Wrong usage; the message says what and what was expected. */
    static final class Misused extends RuntimeException {
        Misused(String message) {
            super(message);
        }
    }

    static UpOptions parse(String[] args, Path defaultData) {
        boolean fresh = false;
        boolean leash = false;
        StackOptions stack = StackOptions.in(defaultData);
        for (int i = 0; i < args.length; i++) {
            String flag = args[i];
            switch (flag) {
                case "--fresh" -> fresh = true;
                case "--exit-on-stdin-close" -> leash = true;
                case "--cores" -> stack = stack.withCores(number(flag, value(args, ++i), 1, StackPorts.MAX_NODES));
                case "--gateways" ->
                    stack = stack.withGateways(number(flag, value(args, ++i), 1, StackPorts.MAX_NODES));
                case "--port-base" -> stack = stack.withPortBase(number(flag, value(args, ++i), 1024, 32_000));
                case "--data" ->
                    stack = stack.withDataFolder(
                            Path.of(value(args, ++i)).toAbsolutePath().normalize());
                default -> throw new Misused("unknown argument '" + flag + "'; see bin/up --help");
            }
        }
        return new UpOptions(fresh, leash, stack);
    }

    private static String value(String[] args, int index) {
        if (index >= args.length) {
            throw new Misused(args[index - 1] + " needs a value; see bin/up --help");
        }
        return args[index];
    }

    private static int number(String flag, String text, int min, int max) {
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notOne) {
            // said below
        }
        throw new Misused(flag + " takes a number from " + min + " to " + max + ", not '" + text + "'");
    }
}
