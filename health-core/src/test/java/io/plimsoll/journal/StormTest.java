package io.plimsoll.journal;

import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A thousand components that flap at every check, each with as much to say as it can, for 20 s. */
@Timeout(120)
class StormTest {

    private static final String MUCH = "x".repeat(100_000);

    @Test
    void fillsNeitherMemoryNorLog() {
        var time = new ManualTime();
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger("io.plimsoll");
        logger.addAppender(lines);
        HealthMonitorBuilder builder =
                HealthMonitor.builder("checkout-service", "v3.4.13").timing(time.timing());
        for (int component = 0; component < 1_000; component++) {
            builder.required("component-" + component, flapping());
        }
        try (HealthMonitor health = builder.start()) {
            Noted deploy = health.journal().note("deploy", "version v3.4.13");
            time.advance(ofSeconds(20));

            List<JournalEntry> entries = health.journal().entries();
            long omitted = entries.stream()
                    .filter(entry -> entry instanceof Omitted)
                    .mapToLong(entry -> ((Omitted) entry).count())
                    .sum();
            long kept =
                    entries.stream().filter(entry -> entry instanceof Changed).count();
            long evidence = entries.stream()
                    .filter(entry -> entry instanceof Changed change && change.evidence() != null)
                    .count();
            int characters = entries.toString().length();
            System.out.printf(
                    "storm: %d changes kept, %d counted, %d with evidence, %d characters, %d log lines%n",
                    kept, omitted, evidence, characters, lines.list.size());

            assertThat(omitted).as("a storm it was").isGreaterThan(7_000);
            assertThat(kept).isBetween(100L, 105L);
            assertThat(evidence).as("evidence of the first that fell").isEqualTo(8);
            assertThat(characters).isLessThan(600_000);
            assertThat(lines.list).as("log lines in 20 s").hasSizeLessThan(270);
            assertThat(entries).contains(deploy);
            assertThat(health.journal().postmortem(health.report()).length()).isLessThan(100_000);
        } finally {
            logger.detachAppender(lines);
        }
    }

    private static ScriptedProbe flapping() {
        var turn = new AtomicInteger();
        Finding down = Finding.down(Code.REFUSED, "Refused")
                .detail("one", MUCH)
                .detail("two", MUCH)
                .causedBy(new IllegalStateException(MUCH));
        return ScriptedProbe.of((probe, context) -> turn.getAndIncrement() % 2 == 0 ? OK.play(probe, context) : down);
    }
}
