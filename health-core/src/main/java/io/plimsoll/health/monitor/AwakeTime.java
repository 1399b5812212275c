package io.plimsoll.health.monitor;

/**
 * How much time an attempt has really had: time in which the whole JVM stood still (a long collection, CPU throttling,
 * SIGSTOP) does not count, so that our own pause is never blamed on a dependency.
 *
 * <p>The scheduler ticks it at least every {@link #BEAT_NANOS} while the attempt runs. A tick that comes much later than
 * that means that the scheduler itself did not run; then only one beat is counted. Between ticks no more than that is
 * counted either, so a reader on another thread that wakes from a pause before the scheduler does gets it right as well.
 */
final class AwakeTime {

    /** How often to tick. */
    static final long BEAT_NANOS = 100_000_000;

    private static final long LATE_NANOS = 2 * BEAT_NANOS;

    private record Mark(long nanos, long awake, long paused) {}

    private volatile Mark last; // written by the scheduler's thread only

    AwakeTime(long startNanos) {
        last = new Mark(startNanos, 0, 0);
    }

    /** Nanoseconds since the start without pauses. */
    long elapsed(long nowNanos) {
        Mark mark = last;
        return mark.awake + counted(nowNanos - mark.nanos);
    }

    /** Nanoseconds of all pauses since the start that are known so far. */
    long paused(long nowNanos) {
        Mark mark = last;
        long gap = nowNanos - mark.nanos;
        return mark.paused + gap - counted(gap);
    }

    /** Tells that the scheduler is awake now; returns {@link #elapsed}. */
    long tick(long nowNanos) {
        last = new Mark(nowNanos, elapsed(nowNanos), paused(nowNanos));
        return last.awake;
    }

    private static long counted(long gap) {
        return gap > LATE_NANOS ? BEAT_NANOS : gap;
    }
}
