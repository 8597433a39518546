package chat.runtime.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Optional;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up, on standard error: readable lines, or one JSON object a line with {@code CHAT_LOG_FORMAT=json}.
 * {@code CHAT_LOG_LEVEL} is the level of our own loggers (INFO), {@code CHAT_LOG_LEVELS=io.grpc=DEBUG,chat.core.inbox=TRACE} sets
 * single ones; each is also a system property as in {@code -Dchat.log.level}. java.util.logging is bridged. A text with line breaks
 * stays on one line, so that what a client sent can't look like a log entry.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
    static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %-5level [%thread] %logger{24} %replace(%kvp %msg){'[\\r\\n]+', '\\\\n'}%n";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        Encoder<ILoggingEvent> encoder = encoder(context);
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        LevelChangePropagator propagator = new LevelChangePropagator();
        propagator.setContext(context);
        propagator.start();
        context.addListener(propagator);
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(console);
        root.setLevel(Level.WARN);
        context.getLogger("chat")
                .setLevel(Level.toLevel(setting("chat.log.level").orElse("INFO"), Level.INFO));
        setting("chat.log.levels").ifPresent(levels -> {
            for (String one : levels.split(",")) {
                String[] pair = one.split("=", 2);
                context.getLogger(pair[0].strip()).setLevel(Level.toLevel(pair[pair.length - 1].strip(), Level.INFO));
            }
        });
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context) {
        Encoder<ILoggingEvent> encoder;
        if (setting("chat.log.format").filter("json"::equals).isPresent()) {
            JsonEncoder json = new JsonEncoder();
            json.setWithFormattedMessage(true);
            json.setWithMessage(false);
            json.setWithArguments(false);
            json.setWithContext(false);
            json.setWithSequenceNumber(false);
            encoder = json;
        } else {
            PatternLayoutEncoder text = new PatternLayoutEncoder();
            text.setPattern(PATTERN);
            encoder = text;
        }
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    /** System property, else the environment variable of the same name in capitals. */
    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(
                        System.getenv(name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'))));
    }
}
