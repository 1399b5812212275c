package io.plimsoll.health.redis;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.SystemTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** One attempt with a limit of real time, and how long it took. */
final class Attempt implements ProbeContext {

    private final long start = System.nanoTime();
    private final Duration limit;
    private final AtomicReference<Runnable> abort = new AtomicReference<>();
    private volatile boolean cancelled;

    Attempt(Duration limit) {
        this.limit = limit;
    }

    private static final SystemTime TIME = SystemTime.start();

    record Outcome(Finding finding, Duration took) {}

    static Outcome check(Probe probe, Duration limit) throws Exception {
        probe.open(TIME.timing());
        var attempt = new Attempt(limit);
        Finding finding = probe.check(attempt);
        return new Outcome(finding, attempt.elapsed());
    }

    void cancel() {
        cancelled = true;
        Runnable runnable = abort.getAndSet(null);
        if (runnable != null) {
            runnable.run();
        }
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public String component() {
        return "redis";
    }

    @Override
    public Duration remaining() {
        Duration left = limit.minus(elapsed());
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable runnable) {
        abort.set(runnable);
        if (cancelled) {
            runnable.run();
        }
    }
}
