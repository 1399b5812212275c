package io.plimsoll.resilience.logstorm.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** In a process of its own, which ends in the middle of a storm. */
@Timeout(120)
class AtTheEndOfTheJvmTest {

    private static final int EVENTS = 2_149;

    @ParameterizedTest
    @ValueSource(strings = {"exit", "SIGTERM", "stop the context", "exit with Logback's own hook"})
    void whatWasDroppedIsTold(String end) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Storm.class.getName(),
                        end)
                .redirectErrorStream(true)
                .start();
        try {
            var lines = new ArrayList<String>();
            try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.add(line);
                    if (line.equals("waiting")) {
                        // Process.destroy would close what is read here as well.
                        process.toHandle().destroy();
                    }
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

            long emitted = lines.stream()
                    .filter(line -> line.startsWith("emitted "))
                    .mapToLong(line -> Long.parseLong(line.substring("emitted ".length())))
                    .sum();
            List<String> messages = lines.stream().filter(Logs::isSummary).toList();
            assertThat(emitted + Logs.dropped(messages)).as("%s", lines).isEqualTo(EVENTS);
            assertThat(Logs.dropped(messages)).isPositive();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Logs more than may be written, tells how much was, and ends before it is quiet. */
    static final class Storm {

        private Storm() {}

        public static void main(String[] arguments) throws Exception {
            String end = arguments[0];
            var context = (LoggerContext) LoggerFactory.getILoggerFactory();
            context.reset();
            var joran = new JoranConfigurator();
            joran.setContext(context);
            joran.doConfigure(new ByteArrayInputStream(
                    configuration(end.contains("Logback's own hook")).getBytes(StandardCharsets.UTF_8)));
            Logger logger = context.getLogger("checkout");
            for (int i = 0; i < EVENTS; i++) {
                logger.error("Checkout failed");
            }
            System.out.println("emitted "
                    + LogStormFilter.in(context).orElseThrow().counts().emitted());
            switch (end) {
                case "SIGTERM" -> {
                    System.out.println("waiting");
                    Thread.currentThread().join();
                }
                case "stop the context" -> context.stop();
                default -> System.exit(0);
            }
        }

        private static String configuration(boolean hook) {
            return "<configuration>"
                    + (hook ? "<shutdownHook class=\"ch.qos.logback.core.hook.DefaultShutdownHook\"/>" : "")
                    + "<turboFilter class=\"" + LogStormFilter.class.getName()
                    + "\"><quietAfter>1 minute</quietAfter><summaryEvery>1 minute</summaryEvery></turboFilter>"
                    + "<appender name=\"out\" class=\"ch.qos.logback.core.ConsoleAppender\">"
                    + "<encoder><pattern>%msg%n</pattern></encoder></appender>"
                    + "<root level=\"INFO\"><appender-ref ref=\"out\"/></root></configuration>";
        }
    }
}
