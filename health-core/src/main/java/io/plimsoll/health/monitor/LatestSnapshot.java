package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Transition;
import io.plimsoll.time.Timing;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one place where the newest snapshot stands. To read it is a volatile read and a compare with the clock.
 *
 * <p>It is replaced by the scheduler's thread when a verdict is renewed, and by the first reader who finds that it has
 * expired. Both make the successor purely from what stands there and try again if the other was faster, so neither a result
 * nor a STALE is lost. Transitions are told afterwards, from the pair that really followed each other and in that order: who
 * replaced a snapshot may be overtaken before it tells, so steps are told by following the chain of snapshots.
 */
final class LatestSnapshot {

    private final AtomicReference<Snapshot> latest;
    private final Timing timing;
    private final EventIds eventIds;
    private final Consumer<Transition> onTransition;
    private final Queue<Step> untold = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile Snapshot told; // written by whoever is telling

    /** One replacement; no record, because what counts is which one it is and not what is in it. */
    private static final class Step {
        final Snapshot before;
        final Snapshot after;

        Step(Snapshot before, Snapshot after) {
            this.before = before;
            this.after = after;
        }
    }

    LatestSnapshot(Snapshot first, Timing timing, EventIds eventIds, Consumer<Transition> onTransition) {
        this.latest = new AtomicReference<>(first);
        this.told = first;
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

    /** Takes one component out of the verdict or back into it; what is known of it stays as it is, so nobody is told. */
    void mute(int index, BooleanSupplier muted) {
        Snapshot before;
        Snapshot after;
        do {
            before = latest();
            Snapshot.Entry entry = before.entries().get(index);
            boolean now = muted.getAsBoolean();
            if (entry.muted() == now) {
                return;
            }
            after = before.with(
                    index,
                    entry.muted(now),
                    timing.clock().instant(),
                    timing.ticker().nanos());
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

    /** Waits for nobody: a step whose predecessor is yet to come is told by whoever brings that one. */
    private void announce(Snapshot before, Snapshot after) {
        untold.add(new Step(before, after));
        while (nextStep() != null && telling.compareAndSet(false, true)) {
            try {
                for (Step step = nextStep(); step != null; step = nextStep()) {
                    untold.remove(step);
                    told = step.after;
                    tell(step);
                }
            } finally {
                telling.set(false);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the chain is one of instances
    private @Nullable Step nextStep() {
        for (Step step : untold) {
            if (step.before == told) {
                return step;
            }
        }
        return null;
    }

    private void tell(Step step) {
        for (int i = 0; i < step.after.entries().size(); i++) {
            ComponentHealth was = step.before.entries().get(i).health();
            ComponentHealth is = step.after.entries().get(i).health();
            if (was.status() != is.status() || was.code() != is.code()) {
                onTransition.accept(new Transition(
                        requireNonNull(is.eventId()),
                        step.after.report().timestamp(),
                        was,
                        is,
                        step.after.report().status()));
            }
        }
    }
}
