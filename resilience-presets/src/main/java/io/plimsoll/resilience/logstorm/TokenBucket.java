package io.plimsoll.resilience.logstorm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events may pass: a burst at once, and a number per second for good.
 *
 * <p>Its one number is the moment at which the bucket would be full again, as in the leaky bucket that networks meter with
 * (GCRA, ITU-T I.371): to take a token moves that moment by the time in which one comes back, and there is none as long as it is
 * a burst away. So it needs no timer, takes no lock, allocates nothing, and a refusal writes nothing: threads that are refused
 * do not get into each other's way.
 *
 * <p>Safe from any thread.
 */
final class TokenBucket {

    private final long periodNanos;
    private final long toleranceNanos;
    private final AtomicLong fullAt;

    /**
     * Full at that moment.
     *
     * @param perSecond from 1 to 1,000,000
     * @param burst from 1 to 1,000,000
     */
    TokenBucket(int perSecond, int burst, long nanos) {
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.toleranceNanos = (burst - 1) * periodNanos;
        this.fullAt = new AtomicLong(nanos);
    }

    /**
     * Takes a token if there is one.
     *
     * @param nanos the time of a ticker; one that a thread has read before others took theirs counts as now
     */
    boolean tryTake(long nanos) {
        while (true) {
            long seen = fullAt.get();
            long ahead = Math.max(0, seen - nanos);
            if (ahead > toleranceNanos) {
                return false;
            }
            if (fullAt.compareAndSet(seen, nanos + ahead + periodNanos)) {
                return true;
            }
        }
    }
}
