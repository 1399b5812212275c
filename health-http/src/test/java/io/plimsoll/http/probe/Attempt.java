package io.plimsoll.http.probe;

import io.plimsoll.health.ProbeContext;
import java.time.Duration;

/** One attempt with a limit of real time that nobody cancels. */
final class Attempt implements ProbeContext {

    private final long start = System.nanoTime();
    private final Duration limit;

    Attempt(Duration limit) {
        this.limit = limit;
    }

    @Override
    public String component() {
        return "inventory_service";
    }

    @Override
    public Duration remaining() {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void onCancel(Runnable abort) {}
}
