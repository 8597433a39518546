package chat.localstack;

/** Logging of the engines: to their output, which is a file. */
final class EngineLog {
    private EngineLog() {}

    /** A logback configuration. */
    static String config(String level) {
        return """
                <configuration>
                  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX,UTC} %%-5level [%%thread] %%logger{0} %%msg%%n</pattern></encoder>
                  </appender>
                  <!-- prints its whole configuration, thousands of characters -->
                  <logger name="org.apache.cassandra.config" level="WARN"/>
                  <root level="%s"><appender-ref ref="out"/></root>
                </configuration>
                """
                .formatted(level);
    }
}
