package com.example.metrics;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.micrometer.HealthMetrics;
import io.plimsoll.health.monitor.HealthMonitor;

/** Health as meters, with health-core and Micrometer. */
public final class Metrics {

    private Metrics() {}

    public static void main(String[] args) throws Exception {
        var registry = new SimpleMeterRegistry();
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("queue", probe -> Finding.up())
                .start()) {
            HealthMetrics.bind(health, registry);
            Checks.eventually(
                    "meter of the service",
                    () -> registry.get("plimsoll.health.service")
                                    .tag("status", "up")
                                    .gauge()
                                    .value()
                            == 1);
        }
        Checks.equal(
                "what needs more than there is",
                "{}",
                Artifact.of(Probe.class).broken().toString());
    }
}
