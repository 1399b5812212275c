package io.plimsoll.health.jdbc.hikari;

import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fills a pool one connection at a time, and again when it has lost half of them at once.
 *
 * <p><b>Filling.</b> The pool is told to keep nothing idle, so that it makes connections for callers only. In a beat it is told
 * to keep one more than it has, called once, and half a second later told to keep nothing again: by then it has made one, or the
 * server does not give one. Then the next beat is twice as far away, up to 30 s, and 5 s while there is not even the minimum. A
 * beat makes nothing while callers wait, since the pool makes what they wait for, nor in distress once there was the minimum: with
 * less the service is not ready, which may be all that the distress is.
 *
 * <p><b>Jitter.</b> Instances that start together, or lose their server together, must not go on together: the first
 * beat comes after a part of the pace at random, the next ones after up to half of it more than the pace, and the rest after the
 * minimum begins after a wait at random.
 *
 * <p><b>Full.</b> The pool keeps what it was configured to keep, by itself. Its numbers are read ten times a second; when half of
 * the connections are gone at once, filling begins anew. What the pool makes by itself until then is not paced.
 *
 * <p>Whoever sets another {@code minimumIdle} meanwhile has the last word. One step at a time: the next is scheduled when one
 * ends. Safe from any thread.
 */
final class PoolFilling implements AutoCloseable {

    private static final Duration SETTLED = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT_FOR_MINIMUM = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 16;

    private final WarmPool pool;
    private final WarmupPlan plan;
    private final Timing timing;
    private final RandomGenerator random;

    private final Object lock = new Object();
    private int given; // guarded by lock: the minimumIdle that we have set last
    private boolean ended; // guarded by lock
    private @Nullable Scheduled next; // guarded by lock
    private int failures; // of one step at a time
    private int settled; // likewise: how many there were when a beat had ended
    private boolean spread; // likewise: whether the wait at random is over
    private volatile boolean minimumReached;
    private volatile boolean full;

    /** @param pool one that was told to keep one connection or none when it started */
    PoolFilling(WarmPool pool, WarmupPlan plan, Timing timing, RandomGenerator random) {
        this.pool = pool;
        this.plan = plan;
        this.timing = timing;
        this.random = random;
        this.given = pool.minimumIdle();
    }

    /** Begins within the pace, and does not block. */
    void begin() {
        later(times(plan.pace(), random.nextDouble()), this::handOverBeat);
    }

    /** Whether the pool has once had the connections that it needs to begin with. */
    boolean hasHadMinimum() {
        noteMinimum(pool.total());
        return minimumReached;
    }

    /** Whether the pool has yet to get the connections that it needs to begin with, and somebody makes them. */
    boolean isLoading() {
        return !hasHadMinimum() && !hasEnded();
    }

    /** Whether it has been filled, and not lost half of it since; once this has ended, whether it has as many. */
    boolean isFull() {
        return hasEnded() ? pool.total() >= plan.target() : full;
    }

    /** Whether nothing is done any more: closed, or overruled, or the pool is. */
    boolean hasEnded() {
        synchronized (lock) {
            return ended;
        }
    }

    /** Leaves the pool to keep by itself what it was configured to keep. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            if (!endedOrOverruled()) {
                keep(plan.target());
                end();
            }
        }
    }

    private void handOverBeat() {
        try {
            timing.executor().execute(this::beat);
        } catch (RejectedExecutionException closing) {
            close();
        }
    }

    /** On a thread that may block. */
    private void beat() {
        Duration wait = LONGEST_WAIT;
        Runnable step = this::handOverBeat;
        try {
            int before = pool.total();
            noteMinimum(before);
            if (before > settled) {
                failures = 0; // what was called for has come, if late
            }
            if (before >= plan.target()) {
                fill();
                wait = LOOK;
                step = this::look;
            } else if (isToWaitAtRandom(before)) {
                wait = times(plan.spread(), random.nextDouble());
            } else if (pool.waiting() > 0 || (minimumReached && isInDistress())) {
                wait = jittered(plan.pace());
            } else {
                keep(pool.idle() + 1);
                pool.callForOne();
                wait = SETTLED;
                step = () -> settle(before);
            }
        } finally {
            later(wait, step);
        }
    }

    /** On the scheduler's thread, when what was called for should be there. */
    private void settle(int before) {
        int after = pool.total();
        noteMinimum(after);
        failures = after > before ? 0 : Math.min(failures + 1, MOST_DOUBLINGS);
        settled = after;
        keep(0);
        later(jittered(pace()).minus(SETTLED), this::handOverBeat);
    }

    /** On the scheduler's thread, while the pool is full. */
    private void look() {
        if (pool.total() > plan.target() / 2) {
            later(LOOK, this::look);
            return;
        }
        full = false;
        spread = false;
        failures = 0;
        keep(0);
        later(times(plan.pace(), random.nextDouble()), this::handOverBeat);
    }

    private void fill() {
        keep(plan.target());
        full = true;
    }

    private void noteMinimum(int total) {
        minimumReached |= total >= plan.minimum();
    }

    private boolean isToWaitAtRandom(int total) {
        if (spread || total < plan.minimum()) {
            return false;
        }
        spread = true;
        return true;
    }

    private boolean isInDistress() {
        try {
            return plan.distress().getAsBoolean();
        } catch (RuntimeException unknown) {
            return true;
        }
    }

    private Duration pace() {
        Duration longest = pool.total() < plan.minimum() ? LONGEST_WAIT_FOR_MINIMUM : LONGEST_WAIT;
        Duration doubled = plan.pace().multipliedBy(1L << failures);
        return failures == 0 || doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    private Duration jittered(Duration time) {
        return times(time, 1 + random.nextDouble() / 2);
    }

    private static Duration times(Duration time, double factor) {
        return Duration.ofNanos((long) (time.toNanos() * factor));
    }

    private void keep(int idle) {
        synchronized (lock) {
            if (!endedOrOverruled()) {
                given = idle;
                pool.minimumIdle(idle);
            }
        }
    }

    private void later(Duration wait, Runnable step) {
        synchronized (lock) {
            if (!endedOrOverruled()) {
                next = timing.scheduler().schedule(wait, step);
            }
        }
    }

    private boolean endedOrOverruled() {
        if (!ended && (pool.isClosed() || pool.minimumIdle() != given)) {
            end();
        }
        return ended;
    }

    private void end() {
        ended = true;
        if (next != null) {
            next.cancel();
        }
    }
}
