package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Does garbage collection stop this JVM for much of its time: {@link Code#GC_OVERHEAD}, local to this instance and DEGRADED at
 * most, because it still works.
 *
 * <p>From 20 % of the last 10 s in each check for 30 s: one long collection is none, one after the other is. G1 aims at 8 % unless
 * told otherwise, Serial and Parallel at 1 % ({@code GCTimeRatio} of JDK 17 and 25). A heap that is full, which {@link HeapProbe}
 * sees, is the common cause; it collects all the time long before it throws.
 *
 * <p>What counts is time in which the application stands still. ZGC and Shenandoah hardly stop it even if they cannot keep up:
 * there threads wait where they allocate, which no bean tells, so with these this probe sees little.
 */
public final class GcProbe implements Probe {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final double degradedAt;
    private final Sustained overhead;
    private final LongSupplier stoppedMillis;
    private final Deque<Sample> samples = new ArrayDeque<>(); // by the check only, oldest first
    private volatile @Nullable Ticker ticker; // written by open

    private record Sample(long nanos, long stoppedMillis) {}

    private GcProbe(double degradedAt, Duration sustained, LongSupplier stoppedMillis) {
        this.degradedAt = degradedAt;
        this.overhead = new Sustained(sustained);
        this.stoppedMillis = stoppedMillis;
    }

    /**
     * Looks with the defaults.
     *
     * @throws IllegalStateException if this JVM does not tell when its collector stops it
     */
    public static GcProbe create() {
        return builder().build();
    }

    /** Looks with levels of your own. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        long nanos =
                requireNonNull(ticker, "open the probe before its first check").nanos();
        var now = new Sample(nanos, stoppedMillis.getAsLong());
        Sample last = samples.peekLast();
        samples.addLast(now);
        if (last == null) {
            return Finding.up().local();
        }
        double percent = percentUntil(now);
        Finding finding = overhead.look(percent >= degradedAt, last.nanos, now.nanos)
                ? Finding.degraded(
                        Code.GC_OVERHEAD,
                        "Garbage collection at least " + Percent.text(degradedAt) + " of the time for long")
                : Finding.up();
        return finding.local().with("gc_percent", percent);
    }

    /** Since the latest look that is at least as old as the window, or since the first. */
    private double percentUntil(Sample now) {
        Sample from = samples.removeFirst();
        while (now.nanos - samples.getFirst().nanos >= WINDOW.toNanos()) {
            from = samples.removeFirst();
        }
        samples.addFirst(from);
        long stoppedNanos =
                Duration.ofMillis(now.stoppedMillis - from.stoppedMillis).toNanos();
        return Math.min(100, Percent.of(stoppedNanos, Math.max(1, now.nanos - from.nanos)));
    }

    /** When it is too much. */
    public static final class Builder {

        private double degradedAt = 20;
        private Duration sustained = Duration.ofSeconds(30);

        private Builder() {}

        /** Degraded from this share of the time; 20 by default. */
        public Builder degradedAtPercent(double percent) {
            degradedAt = Percent.require("gc: degradedAtPercent", percent);
            return this;
        }

        /** For how long it must be so in every check; 30 s by default. */
        public Builder sustainedFor(Duration duration) {
            sustained = Sustained.require("gc", duration);
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if this JVM does not tell when its collector stops it
         */
        public GcProbe build() {
            return build(GcStops.ofThisJvm());
        }

        GcProbe build(LongSupplier stoppedMillis) {
            return new GcProbe(degradedAt, sustained, stoppedMillis);
        }
    }
}
