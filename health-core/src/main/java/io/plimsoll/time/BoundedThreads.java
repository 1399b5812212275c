package io.plimsoll.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of daemon threads for tasks that strangers can make slow, with a bound on everything: threads, waiting
 * tasks, and the time of each.
 *
 * <p>A task has the limit from the moment at which it is handed over; then its thread is interrupted, which closes the
 * channel that it blocks on. What had to wait for a thread still gets a twentieth of the limit, enough for whoever has sent
 * everything long ago. So a crowd of slow tasks costs those behind it one limit and not one limit for each round of threads.
 *
 * <p>All threads are started at once, since an incident is a bad time to ask for one.
 */
public final class BoundedThreads implements Executor, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BoundedThreads.class);
    private static final int SHARE_OF_THE_LATE = 20;

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor watch;
    private final long limitNanos;

    private BoundedThreads(String name, int count, int waiting, Duration limit) {
        limitNanos = limit.toNanos();
        threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named("plimsoll-" + name + "-"));
        watch = new ScheduledThreadPoolExecutor(
                1, named("plimsoll-" + name + "-limit-"), new ThreadPoolExecutor.DiscardPolicy());
        watch.setRemoveOnCancelPolicy(true);
        threads.prestartAllCoreThreads();
        watch.prestartAllCoreThreads();
    }

    /**
     * Starts the threads; whoever calls this closes them.
     *
     * @param name becomes part of their names: {@code plimsoll-<name>-1}
     * @param count how many there are
     * @param waiting how many tasks may wait for one
     * @param limit how long a task may take from the moment at which it is handed over
     */
    public static BoundedThreads start(String name, int count, int waiting, Duration limit) {
        return new BoundedThreads(requireNonNull(name, "name"), count, waiting, limit);
    }

    /**
     * Runs the task soon. What it throws is logged and goes no further.
     *
     * @throws RejectedExecutionException if too many wait already, or after {@link #close()}
     */
    @Override
    public void execute(Runnable task) {
        requireNonNull(task, "task");
        long handedOver = System.nanoTime();
        threads.execute(() -> runWithin(limitNanos - (System.nanoTime() - handedOver), task));
    }

    /** Interrupts what runs and forgets what waits, without waiting itself. Idempotent. */
    @Override
    public void close() {
        watch.shutdownNow();
        threads.shutdownNow();
    }

    private void runWithin(long leftNanos, Runnable task) {
        var run = new FutureTask<Void>(() -> runGuarded(task), null);
        long nanos = Math.max(leftNanos, limitNanos / SHARE_OF_THE_LATE);
        Future<?> cut = watch.schedule(() -> run.cancel(true), nanos, TimeUnit.NANOSECONDS);
        run.run();
        cut.cancel(false);
    }

    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable unexpected) {
            log.error("A task on {} failed", Thread.currentThread().getName(), unexpected);
        }
    }

    private static ThreadFactory named(String prefix) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
