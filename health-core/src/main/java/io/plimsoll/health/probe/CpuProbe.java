package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.threads.HotThread;
import io.plimsoll.threads.ThreadTimes;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Does this process use almost all the CPU time that it can have, for long: {@link Code#CPU_BUSY}, local to this instance and
 * DEGRADED at most, because it still works.
 *
 * <p>From 90 % of all its processors in each check for 30 s. The details then name the hottest threads with the methods that they
 * are in, {@code hottest_threads}: a loop that never ends is found by them. Threads are looked at only while it is busy.
 */
public final class CpuProbe implements Probe {

    private static final int MOST_THREADS = 3;

    private final double degradedAt;
    private final Sustained busy;
    private final CpuTimes times;
    private volatile @Nullable Ticker ticker; // written by open
    private @Nullable Sample last; // by the check only

    private record Sample(long nanos, long process, ThreadTimes threads) {}

    CpuProbe(double degradedAt, Duration sustained, CpuTimes times) {
        this.degradedAt = degradedAt;
        this.busy = new Sustained(sustained);
        this.times = times;
    }

    /**
     * Looks with the defaults.
     *
     * @throws IllegalStateException if this JVM cannot tell its CPU time
     */
    public static CpuProbe create() {
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
        long now =
                requireNonNull(ticker, "open the probe before its first check").nanos();
        Sample before = last;
        if (before == null || now - before.nanos <= 0) {
            last = new Sample(now, times.ofProcess(), ThreadTimes.UNKNOWN);
            return Finding.up().local();
        }
        long process = times.ofProcess();
        int processors = Math.max(1, times.processors());
        double percent = Math.min(100, Percent.of(process - before.process, (now - before.nanos) * processors));
        boolean above = percent >= degradedAt;
        ThreadTimes threads = above ? times.ofThreads() : ThreadTimes.UNKNOWN;
        last = new Sample(now, process, threads);
        Finding finding = busy.look(above, before.nanos, now)
                ? Finding.degraded(Code.CPU_BUSY, "CPU busy: at least " + Percent.text(degradedAt) + " for long")
                        .detail("hottest_threads", hottest(before, threads, now - before.nanos))
                : Finding.up();
        return finding.local().with("cpu_percent", percent).with("processors", processors);
    }

    private static String hottest(Sample before, ThreadTimes threads, long elapsed) {
        var text = new StringBuilder();
        for (HotThread hot : before.threads.hottestUntil(threads, MOST_THREADS)) {
            text.append(Percent.text(Percent.of(hot.cpuNanos(), elapsed)))
                    .append(' ')
                    .append(hot.name());
            for (StackTraceElement frame : hot.stack()) {
                text.append("\n  at ").append(frame);
            }
            text.append('\n');
        }
        return text.isEmpty() ? "unknown" : text.toString();
    }

    /** When it is busy. */
    public static final class Builder {

        private double degradedAt = 90;
        private Duration sustained = Duration.ofSeconds(30);

        private Builder() {}

        /** Degraded from this share of all processors; 90 by default. */
        public Builder degradedAtPercent(double percent) {
            degradedAt = Percent.require("cpu: degradedAtPercent", percent);
            return this;
        }

        /** For how long it must be busy in every check; 30 s by default. */
        public Builder sustainedFor(Duration duration) {
            sustained = Sustained.require("cpu", duration);
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if this JVM cannot tell its CPU time
         */
        public CpuProbe build() {
            return build(CpuTimes.ofThisJvm());
        }

        CpuProbe build(CpuTimes times) {
            return new CpuProbe(degradedAt, sustained, times);
        }
    }
}
