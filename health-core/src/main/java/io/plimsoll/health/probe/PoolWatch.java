package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a pool again and again, between the checks of the probe that holds it: every 100 ms, and every 10 ms while
 * callers wait, because a queue that looks permanent every 100 ms has usually been empty in between.
 *
 * <p>The numbers are read on threads of the {@link Timing#executor()}, by one look at a time. A supplier that throws costs
 * the looks it fails at; one that hangs costs one thread and ends the looks until it returns. Safe from any thread.
 */
public final class PoolWatch implements AutoCloseable {

    private static final Duration CALM = Duration.ofMillis(100);
    private static final Duration PRESSED = Duration.ofMillis(10);
    private static final Duration ENDLESS = Duration.ofDays(1);

    private final Supplier<PoolStats> pool;
    private final Supplier<Duration> patience;
    private final ReentrantLock turn = new ReentrantLock();
    private final PoolRule rule = new PoolRule(); // guarded by turn
    private volatile @Nullable PoolState latest; // written under turn
    private volatile @Nullable Timing timing;
    private volatile @Nullable Scheduled next;
    private volatile boolean closed;

    private PoolWatch(Supplier<PoolStats> pool, Supplier<Duration> patience) {
        this.pool = requireNonNull(pool, "pool");
        this.patience = requireNonNull(patience, "patience");
    }

    /** Watches a pool whose callers wait for longer than 2 s, or for ever. */
    public static PoolWatch of(Supplier<PoolStats> pool) {
        return new PoolWatch(pool, () -> ENDLESS);
    }

    /**
     * Watches a pool whose callers give up after some time.
     *
     * @param pool reads the numbers; must not block and is called up to a hundred times a second
     * @param patience for how long a caller waits before giving up, read at every look since it may be changed; matters below
     *     2 s, where callers who give up would pass for callers who are served
     */
    public static PoolWatch of(Supplier<PoolStats> pool, Supplier<Duration> patience) {
        return new PoolWatch(pool, patience);
    }

    /** Begins to look; called once. */
    public void open(Timing timing) {
        if (this.timing != null) {
            throw new IllegalStateException("this pool is being watched already: a watch is opened once");
        }
        this.timing = requireNonNull(timing, "timing");
        lookAfter(timing, Duration.ZERO);
    }

    /**
     * Looks now, on this thread.
     *
     * @throws InterruptedException while another look hangs
     * @throws RuntimeException whatever the supplier threw
     */
    public PoolState look() throws InterruptedException {
        Timing opened = timing;
        if (opened == null) {
            throw new IllegalStateException("open the watch before looking: it needs the monitor's clock");
        }
        turn.lockInterruptibly();
        try {
            return lookInTurn(opened);
        } finally {
            turn.unlock();
        }
    }

    /** The last look, not older than some 100 ms unless the supplier fails or hangs; {@code null} before the first one. */
    public @Nullable PoolState latest() {
        return latest;
    }

    /** Ends the looks. One that is under way ends by itself. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Scheduled waiting = next;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void lookAfter(Timing timing, Duration delay) {
        if (closed) {
            return;
        }
        next = timing.scheduler().schedule(delay, () -> {
            try {
                timing.executor().execute(() -> lookAndGoOn(timing));
            } catch (RejectedExecutionException executorIsClosed) {
                closed = true;
            }
        });
        if (closed) {
            close();
        }
    }

    private void lookAndGoOn(Timing timing) {
        Duration pause = CALM;
        if (!closed && turn.tryLock()) {
            Thread thread = Thread.currentThread();
            String name = thread.getName();
            thread.setName("plimsoll-pool-watch");
            try {
                pause = lookInTurn(timing).stats().waiting() > 0 ? PRESSED : CALM;
            } catch (Throwable shownByTheNextCheck) {
                pause = CALM;
            } finally {
                thread.setName(name);
                turn.unlock();
            }
        }
        lookAfter(timing, pause);
    }

    private PoolState lookInTurn(Timing timing) {
        try {
            PoolStats stats = requireNonNull(pool.get(), "the pool's supplier returned null instead of its numbers");
            PoolState state = rule.look(stats, patience.get(), timing.ticker().nanos());
            latest = state;
            return state;
        } catch (Throwable broken) {
            rule.forget();
            throw broken;
        }
    }
}
