package com.example.core;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.probe.HeapProbe;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;

/** Health of this JVM and of a queue, with nothing but health-core. */
public final class Core {

    private Core() {}

    public static void main(String[] args) throws Exception {
        watchesARealQueue();
        testsWithTimeMovedByHand();
        Checks.equal(
                "what needs more than there is",
                "{io.plimsoll.health.micrometer=[HealthMetrics, PanicMetrics]}",
                Artifact.of(Probe.class).broken().toString());
    }

    private static void watchesARealQueue() {
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("heap", HeapProbe.create())
                .optional(
                        "queue",
                        probe -> Finding.degraded(Code.BACKLOG, "Queue is long").with("depth", 1_200))
                .start()) {
            Checks.eventually("ready", () -> health.ready().open());
            Checks.eventually(
                    "queue looked at",
                    () -> health.status("queue") == Status.DEGRADED
                            && Code.BACKLOG.equals(
                                    health.report().components().get("queue").code()));
            Checks.equal("service", Status.DEGRADED, health.report().status());
            Checks.equal("heap", Status.UP, health.status("heap"));
        }
    }

    private static void testsWithTimeMovedByHand() {
        var time = new ManualTime();
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("clock", probe -> Finding.up())
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofMillis(10));
            Checks.equal("after the first check", Status.UP, health.status("clock"));
            time.advanceWithoutScheduler(Duration.ofSeconds(6));
            Checks.equal(
                    "too old",
                    Code.STALE,
                    health.report().components().get("clock").code());
        }
    }
}
