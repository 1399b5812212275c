package io.plimsoll.health.monitor;

import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a monitor knows, seen without some of its components. As cheap to read as the monitor itself, from any thread.
 *
 * @see HealthMonitor#without(Set)
 */
public final class HealthView {

    private final HealthMonitor health;
    private final LatestSnapshot latest;
    private final Set<String> leftOut;
    private final AtomicReference<@Nullable Derived> derived = new AtomicReference<>();

    HealthView(HealthMonitor health, LatestSnapshot latest, Set<String> leftOut) {
        this.health = health;
        this.latest = latest;
        this.leftOut = leftOut;
    }

    /** As {@link HealthMonitor#report()}. The same instance until something changes. */
    public HealthReport report() {
        return fresh().report();
    }

    /** As {@link HealthMonitor#alive()}. */
    public Gate alive() {
        return fresh().alive();
    }

    /** As {@link HealthMonitor#started()}. */
    public Gate started() {
        return fresh().started();
    }

    /** As {@link HealthMonitor#ready()}. */
    public Gate ready() {
        return health.ready(fresh());
    }

    /**
     * What is known is read before the source, which only moves forward. So what is derived only moves forward too, and each
     * source is derived from once: readers that render what they get by its identity render it once.
     */
    @SuppressWarnings("ReferenceEquality") // the monitor publishes a new instance for each change
    private Snapshot fresh() {
        while (true) {
            Derived known = derived.get();
            Snapshot source = latest.fresh();
            if (leftOut.isEmpty()) {
                return source;
            }
            if (known != null && known.source == source) {
                return known.result;
            }
            var next = new Derived(source, source.without(leftOut));
            if (derived.compareAndSet(known, next)) {
                return next.result;
            }
        }
    }

    private record Derived(Snapshot source, Snapshot result) {}
}
