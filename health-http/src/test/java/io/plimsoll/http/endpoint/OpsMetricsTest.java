package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.health.micrometer.HealthMetrics;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import org.junit.jupiter.api.Test;

class OpsMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void countsRequestsPerEndpointAndStatusInMicrometerAndNeverByWhatWasAsked() {
        try (HealthMonitor health = HealthMonitor.builder("s", "v")
                .timing(new ManualTime().timing())
                .required("it", ScriptedProbe.of(ScriptedProbe.OK))
                .start()) {
            HealthMetrics metrics = HealthMetrics.bind(health, registry);
            OpsRouter ops =
                    OpsRouter.builder(health).listener(metrics::answered).build();

            ops.handle(Ask.get("/health/shallow"));
            ops.handle(Ask.get("/health/deep"));
            ops.handle(Ask.get("/health/deep"));
            ops.handle(Ask.get("/of/the/strangers/choice"));

            assertThat(requests("shallow", "200")).isEqualTo(1);
            assertThat(requests("deep", "503")).isEqualTo(2);
            assertThat(requests("other", "404")).isEqualTo(1);
        }
    }

    private double requests(String endpoint, String status) {
        return registry.get("plimsoll.health.requests")
                .tags("endpoint", endpoint, "status", status)
                .counter()
                .count();
    }
}
