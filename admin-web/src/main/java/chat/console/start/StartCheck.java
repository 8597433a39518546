package chat.console.start;

import chat.console.config.ConsoleConfig;
import chat.runtime.process.BuildInfo;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/** Between reading the configuration and starting anything: says what is wrong with it, or prints it, and ends the process. */
public final class StartCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
    private final boolean printOnly;

    public StartCheck(boolean printOnly) {
        this.printOnly = printOnly;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        try {
            check(event.getEnvironment());
        } catch (BindException wrong) {
            System.err.print("admin-web: " + describe(wrong) + "\n");
            System.exit(StartArguments.BAD_USAGE);
        }
        if (printOnly) {
            System.out.print(PrintedConfig.of(event.getEnvironment()));
            System.exit(0);
        }
        LoggerFactory.getLogger(StartCheck.class)
                .info(
                        "console {} starting, pid {}",
                        BuildInfo.current(),
                        ProcessHandle.current().pid());
    }

    static void check(ConfigurableEnvironment environment) {
        new Binder(ConfigurationPropertySources.get(environment))
                .bind(
                        "console",
                        Bindable.of(ConsoleConfig.class),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()));
    }

    static String describe(BindException wrong) {
        Throwable cause = wrong;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnboundConfigurationPropertiesException unknown) {
            return unknown.getUnboundProperties().stream()
                    .map(property -> property.getName() + " is no key of the console"
                            + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")"))
                    .collect(Collectors.joining("; ", "", ": see --print-config for those there are"));
        }
        if (cause instanceof IllegalArgumentException named
                && named.getMessage().startsWith("console.")) {
            return named.getMessage();
        }
        String where = wrong.getOrigin() == null ? "" : " (" + wrong.getOrigin() + ")";
        return wrong.getName() + where + ": " + cause.getMessage();
    }
}
