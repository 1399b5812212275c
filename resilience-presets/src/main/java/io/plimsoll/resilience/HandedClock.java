package io.plimsoll.resilience;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measured time for resilience4j: it never jumps as the wall clock does. It is as late as whoever
 * uses the breaker has said last, since they have read the time already, and reading it is most of what a guard costs.
 */
final class HandedClock implements InstantSource {

    /** Behind by less than this, the clock stays: to write it for every call would be a place that all threads meet at. */
    private static final long RESOLUTION = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long originNanos;
    private final AtomicLong reached = new AtomicLong(); // since the origin

    HandedClock(long nanos) {
        originNanos = nanos;
    }

    /** It is this late, or later: it never goes back. */
    void reached(long nanos) {
        long now = nanos - originNanos;
        long before = reached.get();
        while (now - before >= RESOLUTION && !reached.compareAndSet(before, now)) {
            before = reached.get();
        }
    }

    @Override
    public Instant instant() {
        long nanos = reached.get();
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND); // half the work of plusNanos
    }
}
