package io.plimsoll.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real time: {@link System#nanoTime()}, the system's wall clock, one scheduler thread and daemon threads for what may
 * block.
 *
 * <p>All threads are daemons whose names begin with {@code plimsoll-}. Idle ones end after ten seconds, so that an
 * incident leaves none behind.
 */
public final class SystemTime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SystemTime.class);
    private static final long IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor scheduler;
    private final ThreadPoolExecutor threads;
    private final Timing timing;

    private SystemTime() {
        scheduler = new ScheduledThreadPoolExecutor(
                1, task -> daemon(task, "plimsoll-scheduler"), new ThreadPoolExecutor.DiscardPolicy());
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                task -> daemon(task, "plimsoll-idle"));
        timing = new Timing(System::nanoTime, InstantSource.system(), this::schedule, this::execute);
    }

    /** The wall clock alone, for what compares timestamps of others and needs nothing else of the time. */
    public static InstantSource clock() {
        return InstantSource.system();
    }

    /** Starts the scheduler thread; whoever calls this closes it. */
    public static SystemTime start() {
        return new SystemTime();
    }

    /** The clocks and threads to hand on. After {@link #close()} its scheduler forgets and its executor refuses. */
    public Timing timing() {
        return timing;
    }

    /**
     * Stops the scheduler and interrupts what still runs, without waiting: a task that ignores its interrupt keeps its
     * daemon thread until it returns. Idempotent.
     */
    @Override
    public void close() {
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    private Scheduler.Scheduled schedule(Duration delay, Runnable task) {
        Future<?> waiting = scheduler.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }

    private void execute(Runnable task) {
        if (threads.isShutdown()) {
            throw new RejectedExecutionException("closed: the task was not run");
        }
        threads.execute(guarded(task));
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable unexpected) {
                log.error("A task on {} failed", Thread.currentThread().getName(), unexpected);
            }
        };
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
