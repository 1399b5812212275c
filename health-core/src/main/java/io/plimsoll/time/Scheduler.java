package io.plimsoll.time;

import java.time.Duration;

/**
 * Runs short tasks later, one at a time, on one thread.
 *
 * <p>A task must neither block nor call foreign code: while it runs, nothing else is scheduled. Work that can block goes
 * to {@link Timing#executor()}.
 */
@FunctionalInterface
public interface Scheduler {

    /**
     * Runs the task once, after the delay or as soon as possible if the delay is not positive. Tasks with equal times run
     * in the order in which they were scheduled. What a task throws is logged and goes no further.
     *
     * @return cancels the task if it has not begun
     */
    Scheduled schedule(Duration delay, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Scheduled {

        /** Forgets the task if it has not begun; otherwise does nothing. */
        void cancel();
    }
}
