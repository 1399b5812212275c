package io.plimsoll.resilience.micrometer;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.testing.ManualTime;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class GuardMetricsTest {

    /** Keeps the bounds that a registry with histograms, such as that of Prometheus, would publish. */
    private static final class Bounds extends SimpleMeterRegistry {

        private final NavigableSet<Double> nanos = new TreeSet<>();

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauses) {
            nanos.addAll(config.getHistogramBuckets(true));
            return super.newTimer(id, config, pauses);
        }
    }

    private final Bounds registry = new Bounds();
    private final ManualTime time = new ManualTime();
    private final AtomicBoolean off = new AtomicBoolean();
    private final Guard guard = Guard.builder("inventory", Preset.read().offWhile(off::get))
            .timing(time.timing())
            .build();

    GuardMetricsTest() {
        GuardMetrics.bind(guard, registry);
    }

    @Test
    void countCallsAndRefusalsByWhatBecameOfThem() {
        guard.call(attempt -> "stock");
        fail(404);
        fail(429);
        off.set(true);
        assertThatThrownBy(() -> guard.call(attempt -> "never")).isInstanceOf(CallRefusedException.class);

        assertThat(calls("succeeded")).isEqualTo(1);
        assertThat(calls("failed")).isEqualTo(2);
        assertThat(calls("rate_limited")).isEqualTo(1);
        assertThat(refused("panic")).isEqualTo(1);
        assertThat(refused("deadline")).as("no time for what the server asked").isEqualTo(1);
        assertThat(refused("bulkhead")).isZero();
    }

    @Test
    void measureHowLongCallsTookByHowTheyEnded() {
        guard.call(attempt -> {
            time.advance(ofMillis(30));
            return "stock";
        });
        fail(404);

        assertThat(duration("success").count()).isEqualTo(1);
        assertThat(duration("success").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
        assertThat(duration("failure").count()).isEqualTo(1);
    }

    @Test
    void haveBucketsFineEnoughForTheSlowestInAThousand() {
        double last = 0;
        for (double bound : registry.nanos.tailSet(10e6)) {
            if (last > 0) {
                assertThat(bound / last)
                        .as("from %.0f ns to %.0f ns", last, bound)
                        .isLessThan(1.4);
            }
            last = bound;
        }
        assertThat(registry.nanos.first()).isLessThanOrEqualTo(2e6);
        assertThat(last).as("beyond the deadline").isGreaterThan(3e9);
    }

    @Test
    void showTheBreakerTheBulkheadAndTheBudget() {
        assertThat(gauge("in.flight.max")).isEqualTo(20);
        assertThat(gauge("in.flight")).isZero();
        assertThat(gauge("overdue")).isZero();
        assertThat(gauge("retries.left")).isEqualTo(1);
        assertThat(breaker("closed")).isEqualTo(1);

        for (int i = 0; i < 20; i++) {
            fail(500);
        }

        assertThat(breaker("closed")).isZero();
        assertThat(breaker("open")).isEqualTo(1);
        assertThat(gauge("retries.left"))
                .as("a tenth of twenty calls, and the one of the first second")
                .isEqualTo(3);
    }

    private void fail(int status) {
        assertThatThrownBy(() -> guard.call(attempt -> {
                    throw new AnswerException(status, ofSeconds(10));
                }))
                .isInstanceOf(AnswerException.class);
    }

    private double calls(String outcome) {
        return registry.get("plimsoll.guard.calls")
                .tags("guard", "inventory", "outcome", outcome)
                .functionCounter()
                .count();
    }

    private double refused(String stage) {
        return registry.get("plimsoll.guard.refused")
                .tags("guard", "inventory", "stage", stage)
                .functionCounter()
                .count();
    }

    private Timer duration(String outcome) {
        return registry.get("plimsoll.guard.duration")
                .tags("guard", "inventory", "outcome", outcome)
                .timer();
    }

    private double breaker(String state) {
        return registry.get("plimsoll.guard.breaker")
                .tags("guard", "inventory", "state", state)
                .gauge()
                .value();
    }

    private double gauge(String name) {
        return registry.get("plimsoll.guard." + name)
                .tags("guard", "inventory")
                .gauge()
                .value();
    }
}
