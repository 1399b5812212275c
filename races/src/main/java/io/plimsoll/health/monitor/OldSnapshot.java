package io.plimsoll.health.monitor;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A published snapshot that expired a moment ago, without threads: what races around. */
final class OldSnapshot {

    static final Finding SLOW = Finding.degraded(Code.SLOW, "Slow");

    private static final Instant NOW = Instant.parse("2026-05-22T23:10:00Z");
    private static final long NOW_NANOS = 1_000;
    private static final Timing STILL =
            new Timing(() -> NOW_NANOS, () -> NOW, (delay, task) -> () -> {}, task -> task.run());

    private final EventIds eventIds = new EventIds(1);
    private final LatestSnapshot latest;
    private final List<Component> components = new ArrayList<>();

    OldSnapshot(int size, Status status) {
        List<Snapshot.Entry> entries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            var component =
                    new Component("c" + i, Component.Role.REQUIRED, context -> Finding.up(), ProbeSettings.defaults());
            components.add(component);
            entries.add(entry(component, status == Status.UP ? Finding.up() : SLOW, NOW_NANOS));
        }
        var identity = new Snapshot.Identity("s", "v", false, false);
        latest = new LatestSnapshot(Snapshot.of(identity, entries, NOW, 0), STILL, eventIds, transition -> {});
    }

    void publish(int index, Finding finding) {
        latest.update(
                index,
                (before, now) -> entry(
                        components.get(index),
                        finding,
                        NOW_NANOS + Duration.ofSeconds(5).toNanos()));
    }

    /** What a reader sees of a component; says so if the report contradicts itself. */
    String read(int index) {
        HealthReport report = latest.fresh().report();
        ComponentHealth health = report.components().get("c" + index);
        if ((report.status() == Status.UP) != (report.reason() == null)
                || health.status().isWorseThan(report.status())) {
            return "contradiction";
        }
        return health.status() + " " + health.code();
    }

    private Snapshot.Entry entry(Component component, Finding finding, long validUntilNanos) {
        var health = new ComponentHealth(
                component.name(), true, finding.status(), finding, Duration.ZERO, NOW, NOW, eventIds.next(), 1);
        return new Snapshot.Entry(component, health, true, true, validUntilNanos, false);
    }
}
