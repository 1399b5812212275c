package io.plimsoll.health.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells a busy pool from an exhausted one, by looks alone: no clock, no thread, no I/O.
 *
 * <p><b>Saturated</b> is 95 % in use at every look for 5 s.
 *
 * <p><b>Exhausted</b> is harder, since callers wait in every busy pool. With ten connections, 80 % load and random
 * arrivals, a third of all looks see waiters, and a queue that never empties for a whole second is an everyday matter
 * once a call takes 20 ms. What differs is the queue's movement. So the pool is exhausted when
 *
 * <ol>
 *   <li>at every look for 1 s callers waited, nothing was free and the pool did not grow, and
 *   <li>the queue stood still: it shrank, all steps down in the window added up, by fewer callers than were in it when the
 *       window began. Hence somebody waits who already waited then.
 * </ol>
 *
 * <p>A caller who gives up looks like one who was served. Therefore the window is at most half of the callers' patience, in
 * which nobody can give up twice, and 1 s for patient callers; and once exhausted, a pool stays so until a look sees nobody
 * waiting, something free or a pool that has grown, or the queue has shrunk by twice its length in every window that ended within 1 s.
 *
 * <p>Steps up and down between two looks cancel out, so movement is underrated and the rule errs towards exhausted. Looks
 * should be 10 ms apart while callers wait.
 *
 * <p>Looks that are more than 500 ms apart prove nothing about the time between them: our own process was paused. What was
 * under way starts again; what was already established holds if the next look agrees with it.
 */
final class PoolRule {

    private static final long SATURATED_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long EXHAUSTED_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long GAP_NANOS = Duration.ofMillis(500).toNanos();
    private static final int SATURATED_PERCENT = 95;

    private final Streak full = new Streak();
    private final Streak queued = new Streak();
    private final Streak still = new Streak();
    private final Streak moving = new Streak();
    private final Deque<Queue> window = new ArrayDeque<>();

    private boolean looked;
    private boolean exhausted;
    private long lastNanos;
    private int lastTotal;

    /** Judges the pool by this look and those before it. Looks come in the order of their time. */
    PoolState look(PoolStats stats, Duration patience, long nanos) {
        if (looked && nanos - lastNanos > GAP_NANOS) {
            forgetWhatIsUnderWay();
        }
        boolean grew = looked && stats.total() > lastTotal;
        looked = true;
        lastNanos = nanos;
        lastTotal = stats.total();

        full.look(stats.active() * 100L >= stats.max() * (long) SATURATED_PERCENT, nanos);
        queued.look(stats.waiting() > 0 && stats.idle() == 0 && !grew, nanos);
        exhausted = queued.runs() && isExhausted(stats.waiting(), windowNanos(patience), nanos);
        if (!queued.runs()) {
            forgetQueue();
        }

        if (exhausted) {
            return new PoolState(stats, PoolPressure.EXHAUSTED, queued.lasting(nanos));
        }
        if (full.lasts(SATURATED_NANOS, nanos)) {
            return new PoolState(stats, PoolPressure.SATURATED, full.lasting(nanos));
        }
        return new PoolState(stats, PoolPressure.NONE, Duration.ZERO);
    }

    /** Forgets everything: there was no look where there should have been one. */
    void forget() {
        looked = false;
        exhausted = false;
        full.end();
        queued.end();
        forgetQueue();
    }

    private boolean isExhausted(int waiting, long windowNanos, long nanos) {
        long shrunk = 0;
        Queue newest = window.peekLast();
        if (newest != null) {
            shrunk = newest.shrunk() + Math.max(0, newest.waiting() - waiting);
        }
        window.addLast(new Queue(nanos, waiting, shrunk));
        while (window.size() > 1 && nanos - second().nanos() >= windowNanos) {
            window.removeFirst();
        }

        Queue begin = window.getFirst();
        boolean known = nanos - begin.nanos() >= windowNanos;
        long moved = shrunk - begin.shrunk();
        still.look(known && moved < begin.waiting(), nanos);
        moving.look(known && moved >= 2L * begin.waiting(), nanos);
        if (exhausted) {
            return !moving.lasts(EXHAUSTED_NANOS, nanos);
        }
        return queued.lasts(EXHAUSTED_NANOS, nanos) && still.lasts(EXHAUSTED_NANOS - windowNanos, nanos);
    }

    private void forgetWhatIsUnderWay() {
        if (!full.lasts(SATURATED_NANOS, lastNanos)) {
            full.end();
        }
        if (!exhausted) {
            queued.end();
        }
        forgetQueue();
    }

    private void forgetQueue() {
        still.end();
        moving.end();
        window.clear();
    }

    private Queue second() {
        var queues = window.iterator();
        queues.next();
        return queues.next();
    }

    private static long windowNanos(Duration patience) {
        return patience.compareTo(Duration.ofSeconds(2)) >= 0 ? EXHAUSTED_NANOS : patience.toNanos() / 2;
    }

    /**
     * The queue at one look.
     *
     * @param shrunk the sum of all steps down so far
     */
    private record Queue(long nanos, int waiting, long shrunk) {}

    /** Since when something has been so at every look. */
    private static final class Streak {

        private boolean runs;
        private long sinceNanos;

        void look(boolean holds, long nanos) {
            if (holds && !runs) {
                sinceNanos = nanos;
            }
            runs = holds;
        }

        void end() {
            runs = false;
        }

        boolean runs() {
            return runs;
        }

        boolean lasts(long atLeastNanos, long nanos) {
            return runs && nanos - sinceNanos >= atLeastNanos;
        }

        Duration lasting(long nanos) {
            return Duration.ofNanos(nanos - sinceNanos);
        }
    }
}
