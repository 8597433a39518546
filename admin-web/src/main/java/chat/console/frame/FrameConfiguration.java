package chat.console.frame;

import chat.console.login.CallerArgumentResolver;
import java.time.Clock;
import java.util.List;
import org.apache.catalina.session.ManagerBase;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What Spring Boot's own keys can't say. */
@Configuration(proxyBeanMethods = false)
class FrameConfiguration implements WebMvcConfigurer {
    /** Some 10 kB each: a crowd at the login form must not fill the heap. Beyond it the form answers with an error until sessions run out. */
    private static final int MAX_SESSIONS = 2_000;

    private final CallerArgumentResolver callers;

    FrameConfiguration(CallerArgumentResolver callers) {
        this.callers = callers;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callers);
    }

    @Bean
    static Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> sessionLimit() {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            if (context.getManager() instanceof ManagerBase sessions) {
                sessions.setMaxActiveSessions(MAX_SESSIONS);
            }
        });
    }
}
