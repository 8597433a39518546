package chat.console.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class PrintedConfigTest {
    private static StandardEnvironment environment(Map<String, Object> flags) throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", flags));
        new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yml"))
                .forEach(environment.getPropertySources()::addLast);
        return environment;
    }

    @Test
    void secret_isMasked_andEachValueHasAnOrigin() throws Exception {
        String printed =
                PrintedConfig.of(environment(Map.of("console.cluster-secret", "geheim", "server.port", "1234")));
        assertThat(printed)
                .doesNotContain("geheim")
                .containsPattern("console.cluster-secret = \\*{8} +# flag")
                .containsPattern("server.port = 1234 +# flag")
                .containsPattern("console.call-timeout = 5s +# default");
    }

    @Test
    void list_setAsAWhole_hidesTheDefaultsElements() throws Exception {
        assertThat(PrintedConfig.of(environment(Map.of("console.cores", "a:1,b:2"))))
                .contains("console.cores = a:1,b:2")
                .doesNotContain("console.cores[0]");
        assertThat(PrintedConfig.of(environment(Map.of()))).contains("console.cores[0] = 127.0.0.1:9090");
    }

    @Test
    void defaults_areValid() throws Exception {
        StartCheck.check(environment(Map.of()));
    }

    @Test
    void wrongValues_areNamedWithWhatIsExpected() throws Exception {
        assertThatWrong("console.cores", "core1").contains("'core1'", "host:port");
        assertThatWrong("console.call-timeout", "1ms").contains("console.call-timeout", "100ms");
        assertThatWrong("console.tls.trust-file", "/nowhere.pem").contains("/nowhere.pem", "readable PEM");
        assertThatWrong("console.colour", "red").contains("console.colour is no key of the console");
    }

    private static AbstractStringAssert<?> assertThatWrong(String key, String value) throws Exception {
        StandardEnvironment environment = environment(Map.of(key, value));
        try {
            StartCheck.check(environment);
        } catch (BindException wrong) {
            return assertThat(StartCheck.describe(wrong));
        }
        throw new AssertionError(key + "=" + value + " was taken");
    }
}
