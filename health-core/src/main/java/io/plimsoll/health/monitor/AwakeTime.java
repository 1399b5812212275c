package io.plimsoll.health.monitor;

/**
 * How much time an attempt has really had: time in which the whole JVM stood still (a long collection, CPU throttling,
 * SIGSTOP) does not count, so that our own pause is never blamed on a dependency.
 *
 * <p>The scheduler ticks it at least once a beat while the attempt runs. A tick that comes much later than
 * that means that the scheduler itself did not run; then only one beat is counted. Between ticks no more than that is
 * counted either, so a reader on another thread that wakes from a pause before the scheduler does gets it right as well.
 */
final class AwakeTime {

    private static final long LONGEST_BEAT_NANOS = 100_000_000;
    private static final long SHORTEST_BEAT_NANOS = 10_000_000;

    private record Mark(long nanos, long awake, long paused) {}

    private final long beatNanos;
    private volatile Mark last; // written by the scheduler's thread only

    /** @param timeoutNanos of the attempt: a pause of a good part of it must be seen */
    AwakeTime(long startNanos, long timeoutNanos) {
        beatNanos = Math.max(SHORTEST_BEAT_NANOS, Math.min(LONGEST_BEAT_NANOS, timeoutNanos / 4));
        last = new Mark(startNanos, 0, 0);
    }

    /** How often to tick: 100 ms, or a quarter of a shorter timeout. */
    long beatNanos() {
        return beatNanos;
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

    private long counted(long gap) {
        return gap > 2 * beatNanos ? beatNanos : gap;
    }
}
