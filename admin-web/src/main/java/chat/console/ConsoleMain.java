package chat.console;

import chat.console.start.StartArguments;
import chat.console.start.StartCheck;
import chat.runtime.process.Leash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code admin-web}: the operator console. Exit codes as those of the other programs: 0 stopped in order, 1 failed to start, 2 wrong usage or
 * configuration.
 */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class ConsoleMain {
    ConsoleMain() {}

    public static void main(String[] args) {
        StartArguments arguments = StartArguments.parse(args);
        if (arguments.answer().isPresent()) {
            StartArguments.Answer answer = arguments.answer().get();
            (answer.exitCode() == 0 ? System.out : System.err).print(answer.text());
            System.exit(answer.exitCode());
        }
        long began = System.nanoTime();
        Logger log = LoggerFactory.getLogger(ConsoleMain.class);
        try {
            start(arguments);
        } catch (RuntimeException failed) {
            // Spring has logged all of it; this is what it comes down to
            log.atError()
                    .addKeyValue("event", "process.start.failed")
                    .log("console could not start: {}", rootCause(failed).getMessage());
            System.exit(1);
        }
        log.info("console started in {} ms", (System.nanoTime() - began) / 1_000_000);
        if (arguments.exitOnStdinClose()) {
            // exit waits for the stop, which waits for this thread if it were the leash's own
            Leash.watch(System.in, () -> new Thread(() -> System.exit(0), "exit").start());
        }
    }

    /** Starts everything, logging included, in the way of the other programs. */
    public static ConfigurableApplicationContext start(StartArguments arguments) {
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        SpringApplication application = new SpringApplication(ConsoleMain.class);
        application.setEnvironmentPrefix("chat");
        application.setLogStartupInfo(false);
        application.addListeners(new StartCheck(arguments.printConfig()));
        return application.run(arguments.spring().toArray(String[]::new));
    }

    private static Throwable rootCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
