package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Reading.Measure;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GcProbeTest {

    private final ManualTime time = new ManualTime();
    private final AtomicLong stoppedMillis = new AtomicLong();
    private final HealthMonitor health = HealthMonitor.builder("service", "1")
            .optional("gc", GcProbe.builder().build(stoppedMillis::get))
            .timing(time.timing())
            .start();

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void isDegradedOnceItGoesOnForLong() {
        passes(Duration.ofSeconds(60), 19);
        assertThat(gc().status()).isEqualTo(Status.UP);
        assertThat(percent()).isBetween(18.0, 19.9);

        passes(Duration.ofSeconds(25), 60);
        assertThat(gc().status()).as("a burst").isEqualTo(Status.UP);
        assertThat(percent()).isBetween(59.0, 61.0);

        passes(Duration.ofSeconds(12), 60);
        assertThat(gc().status()).isEqualTo(Status.DEGRADED);
        assertThat(gc().code()).isEqualTo(Code.GC_OVERHEAD);
        assertThat(gc().error()).isEqualTo("Garbage collection at least 20 % of the time for long");
        assertThat(gc().finding().scope()).isEqualTo(Scope.LOCAL);

        passes(Duration.ofSeconds(13), 1);
        assertThat(gc().status()).isEqualTo(Status.UP);
    }

    @Test
    void isNotDegradedByOneLongCollection() {
        passes(Duration.ofSeconds(20), 1);
        stoppedMillis.addAndGet(9_000);
        time.pause(Duration.ofSeconds(9));
        for (int second = 0; second < 40; second++) {
            passes(Duration.ofSeconds(1), 1);
            assertThat(gc().status()).as("%s s after it", second).isEqualTo(Status.UP);
        }
    }

    @Test
    void seesAJvmThatDoesNothingButCollectInBurstsBetweenLooks() {
        for (int burst = 0; burst < 20; burst++) {
            passes(Duration.ofMillis(1_500), 100);
            passes(Duration.ofMillis(2_500), 0);
        }

        assertThat(gc().code()).isEqualTo(Code.GC_OVERHEAD);
    }

    @Test
    void refusesAMomentForLong() {
        assertThatThrownBy(() -> GcProbe.builder().sustainedFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "gc: sustainedFor must be longer than zero: PT-1S; every start of this JVM would be a finding");
        assertThatThrownBy(() -> GcProbe.builder().degradedAtPercent(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("gc: degradedAtPercent must be more than 0 and at most 100 percent, but is 0.0");
    }

    private void passes(Duration duration, int percent) {
        for (long millis = 0; millis < duration.toMillis(); millis += 100) {
            stoppedMillis.addAndGet(percent);
            time.advance(Duration.ofMillis(100));
        }
    }

    private double percent() {
        return ((Measure) Objects.requireNonNull(gc().finding().readings().get("gc_percent"))).value();
    }

    private ComponentHealth gc() {
        return Objects.requireNonNull(health.report().components().get("gc"));
    }
}
