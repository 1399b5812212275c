package io.plimsoll.health.micrometer;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HealthMetricsTest {

    private final ManualTime time = new ManualTime();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void readsTheReportAndRunsNoProbeWhenScraped() {
        ScriptedProbe probe = ScriptedProbe.of(ScriptedProbe.OK, ScriptedProbe.FAIL);
        try (HealthMonitor monitor = monitorOf(probe)) {
            HealthMetrics.bind(monitor, registry);
            time.advance(ofSeconds(0));
            for (int i = 0; i < 1_000; i++) {
                registry.getMeters().forEach(meter -> meter.measure().forEach(measured -> measured.getValue()));
            }

            assertThat(probe.calls()).isEqualTo(1);
            assertThat(component("up")).isEqualTo(1);
            assertThat(component("down")).isZero();

            time.advance(ofMillis(2_300));
            assertThat(component("up")).isZero();
            assertThat(component("degraded")).isZero();
            assertThat(component("down")).isEqualTo(1);
            assertThat(registry.get("plimsoll.health.service")
                            .tag("status", "down")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void countsExecutionsTransitionsAndDurationsFromResults() {
        try (HealthMonitor monitor = monitorOf(
                ScriptedProbe.of(ScriptedProbe.OK, ScriptedProbe.FAIL, ScriptedProbe.FAIL, ScriptedProbe.SILENT))) {
            HealthMetrics.bind(monitor, registry);

            time.advance(ofMillis(7_800));

            assertThat(registry.get("plimsoll.probe.executions")
                            .functionCounter()
                            .count())
                    .isEqualTo(4);
            assertThat(transitions("up")).isEqualTo(1);
            assertThat(transitions("down")).isEqualTo(2); // REFUSED, then TIMEOUT
            var down = registry.get("plimsoll.probe.duration")
                    .tag("status", "down")
                    .timer();
            assertThat(down.count()).isEqualTo(3);
            assertThat(down.max(TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(Arrays.stream(down.takeSnapshot().histogramCounts())
                            .mapToDouble(bucket -> bucket.bucket(TimeUnit.MILLISECONDS)))
                    .containsExactly(1.0, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0);
        }
    }

    @Test
    void showsHungProbesAndTheAgeOfADeadMonitor() {
        ScriptedProbe probe = ScriptedProbe.of(ScriptedProbe.HANG);
        try (HealthMonitor monitor = monitorOf(probe)) {
            HealthMetrics.bind(monitor, registry);
            time.advance(ofSeconds(3));

            assertThat(registry.get("plimsoll.probe.hung").gauge().value()).isEqualTo(1);
            assertThat(registry.get("plimsoll.probe.running").gauge().value()).isEqualTo(1);

            time.advanceWithoutScheduler(ofSeconds(60));
            assertThat(registry.get("plimsoll.health.age").gauge().value()).isEqualTo(61);
            probe.release();
        }
    }

    @Test
    void countsAnswersByEndpointAndStatus() {
        try (HealthMonitor monitor = monitorOf(ScriptedProbe.of(ScriptedProbe.OK))) {
            HealthMetrics metrics = HealthMetrics.bind(monitor, registry);

            metrics.answered("deep", 503);
            metrics.answered("deep", 503);
            metrics.answered("ready", 200);

            assertThat(registry.get("plimsoll.health.requests")
                            .tags("endpoint", "deep", "status", "503")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    private double component(String status) {
        return registry.get("plimsoll.health.component")
                .tags("component", "it", "status", status)
                .gauge()
                .value();
    }

    private double transitions(String status) {
        return registry.get("plimsoll.health.transitions")
                .tag("status", status)
                .counter()
                .count();
    }

    private HealthMonitor monitorOf(ScriptedProbe probe) {
        return HealthMonitor.builder("s", "v")
                .timing(time.timing())
                .required("it", probe)
                .start();
    }
}
