package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Transition;
import io.plimsoll.time.Timing;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * The one place where the newest snapshot stands. To read it is a volatile read and a compare with the clock.
 *
 * <p>It is replaced by the scheduler's thread when a verdict is renewed, and by the first reader who finds that it has
 * expired. Both make the successor purely from what stands there and try again if the other was faster, so neither a result
 * nor a STALE is lost; transitions are told afterwards, from the pair that really followed each other.
 */
final class LatestSnapshot {

    private final AtomicReference<Snapshot> latest;
    private final Timing timing;
    private final EventIds eventIds;
    private final Consumer<Transition> onTransition;

    LatestSnapshot(Snapshot first, Timing timing, EventIds eventIds, Consumer<Transition> onTransition) {
        this.latest = new AtomicReference<>(first);
        this.timing = timing;
        this.eventIds = eventIds;
        this.onTransition = onTransition;
    }

    /** The newest snapshot, never an expired one. */
    Snapshot fresh() {
        Snapshot known = latest();
        return known.isExpired(timing.ticker().nanos()) ? expire() : known;
    }

    /** Replaces one component's entry by what is made of its predecessor and the wall clock. */
    void update(int index, BiFunction<ComponentHealth, Instant, Snapshot.Entry> successor) {
        Snapshot before;
        Snapshot after;
        do {
            before = latest();
            Instant now = timing.clock().instant();
            Snapshot.Entry entry = successor.apply(before.entries().get(index).health(), now);
            after = before.with(index, entry, now, timing.ticker().nanos());
        } while (!latest.compareAndSet(before, after));
        announce(before, after);
    }

    private Snapshot expire() {
        while (true) {
            Snapshot before = latest();
            long nowNanos = timing.ticker().nanos();
            if (!before.isExpired(nowNanos)) {
                return before;
            }
            Snapshot after = before.expired(timing.clock().instant(), nowNanos, eventIds);
            if (latest.compareAndSet(before, after)) {
                announce(before, after);
                return after;
            }
        }
    }

    private Snapshot latest() {
        return requireNonNull(latest.get());
    }

    private void announce(Snapshot before, Snapshot after) {
        for (int i = 0; i < after.entries().size(); i++) {
            ComponentHealth was = before.entries().get(i).health();
            ComponentHealth is = after.entries().get(i).health();
            if (was.status() != is.status() || was.code() != is.code()) {
                onTransition.accept(new Transition(
                        requireNonNull(is.eventId()),
                        after.report().timestamp(),
                        was,
                        is,
                        after.report().status()));
            }
        }
    }
}
