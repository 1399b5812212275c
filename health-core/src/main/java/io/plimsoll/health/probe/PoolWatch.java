package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
    private static final Duration LOST = Duration.ofSeconds(1);
    private static final Duration ENDLESS = Duration.ofDays(1);

    private final Supplier<PoolStats> pool;
    private final Supplier<Duration> patience;
    private final ReentrantLock turn = new ReentrantLock();
    private final PoolRule rule = new PoolRule(); // guarded by turn
    private volatile @Nullable PoolState latest; // written under turn
    private volatile @Nullable Timing timing;
    private volatile Consumer<PoolState> told = state -> {};
    private volatile @Nullable Scheduled next;
    private final AtomicBoolean handedOver = new AtomicBoolean();
    private final AtomicInteger chains = new AtomicInteger();
    private volatile long scheduledNanos; // when the chain was last seen alive
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
        open(timing, state -> {});
    }

    /**
     * Begins to look; called once.
     *
     * @param told what each look saw, on the thread that looked, up to a hundred times a second: must neither block nor throw
     */
    public void open(Timing timing, Consumer<PoolState> told) {
        if (this.timing != null) {
            throw new IllegalStateException("this pool is being watched already: a watch is opened once");
        }
        this.told = requireNonNull(told, "told");
        this.timing = requireNonNull(timing, "timing");
        scheduledNanos = timing.ticker().nanos();
        lookAfter(timing, Duration.ZERO, chains.get());
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
        revive(opened);
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

    /** Goes on for ever: the next look is scheduled before this one is handed over, whatever becomes of it. */
    private void lookAfter(Timing timing, Duration delay, int chain) {
        if (closed || chain != chains.get()) {
            return;
        }
        next = timing.scheduler().schedule(delay, () -> {
            scheduledNanos = timing.ticker().nanos();
            PoolState known = latest;
            lookAfter(timing, known != null && known.stats().waiting() > 0 ? PRESSED : CALM, chain);
            handOver(timing);
        });
        if (closed) {
            close();
        }
    }

    private void handOver(Timing timing) {
        if (closed || !handedOver.compareAndSet(false, true)) {
            return;
        }
        boolean accepted = false;
        try {
            timing.executor().execute(() -> lookAside(timing));
            accepted = true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // This look is missed; the next one is scheduled already.
        } finally {
            if (!accepted) {
                handedOver.set(false);
            }
        }
    }

    private void lookAside(Timing timing) {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("plimsoll-pool-watch");
        try {
            if (!closed && turn.tryLock()) {
                try {
                    lookInTurn(timing);
                } finally {
                    turn.unlock();
                }
            }
        } catch (Throwable shownByTheNextCheck) {
            // The supplier's failure is what the next check throws.
        } finally {
            thread.setName(name);
            handedOver.set(false);
        }
    }

    /** Looks that have stopped for want of memory would otherwise never be missed: a check begins a new chain of them. */
    private void revive(Timing timing) {
        if (!closed && timing.ticker().nanos() - scheduledNanos > LOST.toNanos()) {
            scheduledNanos = timing.ticker().nanos();
            lookAfter(timing, Duration.ZERO, chains.incrementAndGet());
        }
    }

    private PoolState lookInTurn(Timing timing) {
        try {
            PoolStats stats = requireNonNull(pool.get(), "the pool's supplier returned null instead of its numbers");
            PoolState state = rule.look(stats, patience.get(), timing.ticker().nanos());
            latest = state;
            told.accept(state);
            return state;
        } catch (Throwable broken) {
            rule.forget();
            throw broken;
        }
    }
}
