package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Reading.Measure;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlowerThanUsualTest {

    private static final long MILLI = 1_000_000;
    private static final int RUNS = 50;

    private final Random random = Seed.random("SlowerThanUsualTest");

    @Test
    void seesTenMillisecondsBecomeAHundredWhateverTheNoise() {
        int latest = 0;
        for (int run = 0; run < RUNS; run++) {
            var latency = new UsualLatency(10, 50 * MILLI);
            for (int attempt = 0; attempt < 200; attempt++) {
                assertThat(latency.isSlowAfter(around(10, 0.2))).isFalse();
            }
            int attempts = 1;
            while (!latency.isSlowAfter(100 * MILLI + random.nextLong(30 * MILLI))) {
                attempts++;
                assertThat(attempts).as("attempts until it was seen").isLessThan(60);
            }
            latest = Math.max(latest, attempts);
            for (int attempt = 0; attempt < 1_000; attempt++) {
                assertThat(latency.isSlowAfter(around(110, 0.2)))
                        .as("still slow, and not learned")
                        .isTrue();
            }
            latency.isSlowAfter(around(10, 0.2));
            latency.isSlowAfter(around(10, 0.2));
            assertThat(latency.isSlowAfter(around(10, 0.2))).as("healed").isFalse();
        }
        System.out.println("10 ms to 100-130 ms: seen after 3 to " + latest + " attempts");
    }

    @Test
    void takesNoNoiseForSlowness() {
        for (int run = 0; run < RUNS; run++) {
            var latency = new UsualLatency(10, 50 * MILLI);
            for (int attempt = 0; attempt < 2_000; attempt++) {
                double noise = Math.exp(0.6 * random.nextGaussian());
                boolean spike = attempt % 50 == 49;
                long nanos = (long) (20 * MILLI * noise * (spike ? 100 : 1));
                assertThat(latency.isSlowAfter(nanos)).isFalse();
            }
        }
    }

    @Test
    void followsASlowDrift() {
        for (int run = 0; run < RUNS; run++) {
            var latency = new UsualLatency(10, 50 * MILLI);
            double millis = 10;
            for (int attempt = 0; attempt < 500; attempt++) {
                assertThat(latency.isSlowAfter(around(millis, 0.2))).isFalse();
                millis *= 1.01;
            }
            assertThat(millis).as("a hundred times what it was").isGreaterThan(1_000);
        }
    }

    @Test
    void caresForNothingBelowTheFloor() {
        var latency = new UsualLatency(10, 50 * MILLI);
        for (int attempt = 0; attempt < 1_000; attempt++) {
            assertThat(latency.isSlowAfter(attempt < 500 ? MILLI / 10 : 49 * MILLI))
                    .isFalse();
        }
    }

    @Test
    void isDegradedWhileItLastsAndKeepsWhatTheProbeFound() {
        var time = new ManualTime();
        long start = time.nanos();
        var probe = new Probe() {
            @Override
            public Finding check(ProbeContext context) {
                long second = Duration.ofNanos(time.nanos() - start).toSeconds();
                boolean slow = second >= 60 && second < 80;
                return second >= 100
                        ? Finding.down(Code.REFUSED, "Refused")
                        : Finding.up()
                                .with("connections", 3)
                                .detail("server", "db-7")
                                .took(Duration.ofMillis(slow ? 100 : 10));
            }

            @Override
            public Layer layer() {
                return Layer.DATABASE;
            }
        };
        SlowerThanUsual watching = SlowerThanUsual.watching(probe);
        assertThat(watching.layer()).isEqualTo(Layer.DATABASE);
        try (HealthMonitor health = HealthMonitor.builder("service", "1")
                .required("database", watching)
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(59));
            assertThat(database(health).status()).isEqualTo(Status.UP);

            time.advance(Duration.ofSeconds(12));
            assertThat(database(health).status()).isEqualTo(Status.DEGRADED);
            assertThat(database(health).code()).isEqualTo(Code.SLOW);
            assertThat(database(health).error()).isEqualTo("Takes 10 times as long as usual, or longer");
            assertThat(database(health).latency()).isEqualTo(Duration.ofMillis(100));
            assertThat(database(health).finding().readings())
                    .containsKeys("connections")
                    .containsEntry("usual_latency_ms", new Measure(10));
            assertThat(database(health).finding().details()).containsEntry("server", "db-7");

            time.advance(Duration.ofSeconds(20));
            assertThat(database(health).status()).isEqualTo(Status.UP);
            time.advance(Duration.ofSeconds(20));
            assertThat(database(health).code()).isEqualTo(Code.REFUSED);
        }
    }

    @Test
    void refusesWhatWouldAlwaysOrNeverBeSlow() {
        SlowerThanUsual watching = SlowerThanUsual.watching(context -> Finding.up());

        assertThatThrownBy(() -> watching.times(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times must be at least 2, but is 1; every second attempt takes longer than the median");
        assertThatThrownBy(() -> watching.atLeast(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("atLeast must be longer than zero: PT0S; ten times almost nothing is still almost nothing");
    }

    private long around(double millis, double share) {
        return (long) (millis * MILLI * (1 - share + 2 * share * random.nextDouble()));
    }

    private static ComponentHealth database(HealthMonitor health) {
        return Objects.requireNonNull(health.report().components().get("database"));
    }
}
