package io.plimsoll.health.monitor;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TransitionLogTest {

    private final ManualTime time = new ManualTime();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.plimsoll.health");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void attach() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(lines);
    }

    @Test
    void writesOneLinePerTransitionAndNoneForFurtherFailedAttempts() {
        var cause = new IllegalStateException("FATAL: connection to db-7.internal refused");
        var down = Finding.down(Code.REFUSED, "Connection refused")
                .with("active_connections", 3)
                .detail("host", "db-7.internal")
                .causedBy(cause);
        try (HealthMonitor monitor = HealthMonitor.builder("service", "v1")
                .timing(time.timing())
                .required(
                        "database",
                        ScriptedProbe.of(
                                ScriptedProbe.OK,
                                ScriptedProbe.finding(down),
                                ScriptedProbe.finding(down),
                                ScriptedProbe.finding(down),
                                ScriptedProbe.OK))
                .start()) {
            time.advance(ofSeconds(4));
            String shown = monitor.report().components().get("database").eventId();
            time.advance(ofSeconds(6));

            assertThat(lines.list)
                    .extracting(ILoggingEvent::getLevel)
                    .containsExactly(Level.INFO, Level.WARN, Level.INFO);
            ILoggingEvent line = lines.list.get(1);
            assertThat(line.getFormattedMessage())
                    .isEqualTo("database is DOWN REFUSED: Connection refused (" + shown + ")");
            assertThat(line.getKeyValuePairs())
                    .extracting(pair -> pair.key + "=" + pair.value)
                    .contains(
                            "event_id=" + shown,
                            "component=database",
                            "status=DOWN",
                            "before=UP",
                            "service_status=DOWN",
                            "code=REFUSED",
                            "active_connections=3",
                            "detail.host=db-7.internal");
            assertThat(line.getThrowableProxy().getMessage()).isEqualTo(cause.getMessage());
            assertThat(lines.list.get(2).getFormattedMessage()).startsWith("database is UP (");
        }
    }

    @Test
    void writesALineWhenATimeoutTurnsOutToBeHungButNotForOtherCodes() {
        ScriptedProbe probe = ScriptedProbe.of(ScriptedProbe.FAIL, ScriptedProbe.SILENT, ScriptedProbe.HANG);
        try (HealthMonitor monitor = HealthMonitor.builder("service", "v1")
                .timing(time.timing())
                .required("it", probe)
                .start()) {
            time.advance(ofSeconds(30));

            assertThat(lines.list)
                    .extracting(line -> line.getFormattedMessage().replaceAll(":.*", ""))
                    .containsExactly("it is DOWN REFUSED", "it is DOWN HUNG");
            assertThat(monitor.report().components().get("it").code()).isEqualTo(Code.HUNG);
            probe.release();
        }
    }
}
