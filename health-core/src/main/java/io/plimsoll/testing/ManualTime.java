package io.plimsoll.testing;

import io.plimsoll.time.Scheduler;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it: ticker, clock, scheduler and executor in one, deterministic.
 *
 * <p>{@link #advance} runs everything that becomes due, in order, each task at exactly its time. A task for the executor runs
 * on a thread of its own, and time waits for it: until it ends, or until it is parked by {@link #park}, as a probe does that
 * plays dead. The ticker starts close to its overflow, so that arithmetic that cannot stand one fails in tests.
 *
 * <p>One thread moves time; any thread may read and schedule.
 */
public final class ManualTime implements Ticker, InstantSource, Scheduler, Executor {

    private static final Instant WALL_START = Instant.parse("2026-05-22T23:10:00Z");
    private static final long TICKER_START =
            Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    private static final long PATIENCE_MILLIS = 30_000;

    private final Object lock = new Object();
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Due.ORDER); // guarded by lock
    private final List<Worker> workers = new ArrayList<>(); // guarded by lock
    private long sequence; // guarded by lock
    private volatile long elapsed; // written under lock

    private record Due(long at, long sequence, Runnable task) {
        static final Comparator<Due> ORDER = Comparator.comparingLong(Due::at).thenComparingLong(Due::sequence);
    }

    /** Stands still, shortly after 23:10 UTC on some day. */
    public ManualTime() {}

    /** This as what a monitor takes. */
    public Timing timing() {
        return new Timing(this, this, this, this);
    }

    @Override
    public long nanos() {
        return TICKER_START + elapsed;
    }

    @Override
    public Instant instant() {
        return WALL_START.plusNanos(elapsed);
    }

    @Override
    public Scheduled schedule(Duration delay, Runnable task) {
        synchronized (lock) {
            var due = new Due(elapsed + Math.max(0, delay.toNanos()), sequence++, task);
            queue.add(due);
            return () -> {
                synchronized (lock) {
                    queue.remove(due);
                }
            };
        }
    }

    /** Lets time pass and runs what becomes due on the way. */
    public void advance(Duration duration) {
        long target = elapsed + duration.toNanos();
        settle();
        for (Due due = takeDueBy(target); due != null; due = takeDueBy(target)) {
            due.task.run();
            settle();
        }
        moveTo(target);
    }

    /**
     * Lets time pass in which this JVM stands still, as in a long collection or under SIGSTOP: nothing runs meanwhile, and
     * all that became due runs late, at the end.
     */
    public void pause(Duration duration) {
        moveTo(elapsed + duration.toNanos());
        advance(Duration.ZERO);
    }

    /** Lets time pass without running anything: what a reader sees while the scheduler is dead. */
    public void advanceWithoutScheduler(Duration duration) {
        moveTo(elapsed + duration.toNanos());
    }

    /** Runs the task on a thread of its own and returns when it has ended or is parked. */
    @Override
    public void execute(Runnable task) {
        var worker = new Worker(task);
        synchronized (lock) {
            workers.add(worker);
        }
        worker.start();
        worker.awaitRest();
    }

    /** Ends the parking of tasks whose reason to be parked is over, and waits for them. */
    public void settle() {
        List<Worker> toAwait;
        synchronized (lock) {
            toAwait = List.copyOf(workers);
        }
        for (Worker worker : toAwait) {
            if (worker != Thread.currentThread()) {
                worker.awaitRest();
            }
        }
        synchronized (lock) {
            workers.removeIf(Worker::hasEnded);
        }
    }

    /**
     * Blocks the calling thread until the condition holds, or, if interruptible, until it is interrupted. On a thread of a
     * manual time, that time goes on meanwhile; on any other thread this is a plain wait.
     *
     * @throws InterruptedException if interruptible and interrupted
     */
    public static void park(BooleanSupplier until, boolean interruptible) throws InterruptedException {
        var parking = new Parking(Thread.currentThread(), until, interruptible);
        Worker worker = Thread.currentThread() instanceof Worker ours ? ours : null;
        if (worker != null) {
            worker.parked(parking);
        }
        boolean interrupted = false;
        while (!parking.isOver()) {
            // An interrupt that is ignored must not turn this wait into a spin.
            interrupted |= !interruptible && Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
        if (worker != null) {
            worker.parked(null);
        }
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException("interrupted while parked");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Due takeDueBy(long target) {
        synchronized (lock) {
            Due next = queue.peek();
            if (next == null || next.at > target) {
                return null;
            }
            queue.remove();
            elapsed = Math.max(elapsed, next.at);
            return next;
        }
    }

    private void moveTo(long target) {
        synchronized (lock) {
            elapsed = Math.max(elapsed, target);
        }
    }

    private record Parking(Thread thread, BooleanSupplier until, boolean interruptible) {
        boolean isOver() {
            return until.getAsBoolean() || (interruptible && thread.isInterrupted());
        }
    }

    private static final class Worker extends Thread {

        private final Object state = new Object();
        private @Nullable Parking parking; // guarded by state
        private boolean ended; // guarded by state

        Worker(Runnable task) {
            super(task, "plimsoll-manual-time");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                super.run();
            } finally {
                synchronized (state) {
                    ended = true;
                    state.notifyAll();
                }
            }
        }

        void parked(@Nullable Parking newParking) {
            synchronized (state) {
                parking = newParking;
                state.notifyAll();
            }
        }

        boolean hasEnded() {
            synchronized (state) {
                return ended;
            }
        }

        void awaitRest() {
            long waited = 0;
            synchronized (state) {
                while (!ended && (parking == null || parking.isOver())) {
                    if (waited++ > PATIENCE_MILLIS) {
                        throw new AssertionError(
                                "a task blocks without ManualTime.park; it is at " + List.of(getStackTrace()));
                    }
                    try {
                        state.wait(1);
                    } catch (InterruptedException interrupted) {
                        throw new AssertionError("interrupted while waiting for a task", interrupted);
                    }
                }
            }
        }
    }
}
