package io.plimsoll.health.jdbc.hikari;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections out of a pool, one in a beat, as one more of its callers: HikariCP's own {@code softEvictConnections} takes
 * all at once.
 *
 * <p>A beat does nothing while callers wait, and while the pool has not yet made up for the one before: if the server gives no
 * new connections, the pool loses one and not all. Otherwise it borrows until it has one that is to go, begins with no other
 * after 20 ms, and gives back the others together. It has to hold them meanwhile: HikariCP gives a thread first what that thread returned last, and so
 * keeps busy connections busy; they come to whoever waits for them while nothing else is idle.
 *
 * <p>One run at a time: a new one ends the one before. Safe from any thread.
 */
final class OneByOne implements AutoCloseable {

    /** Which ones go. Not called concurrently. */
    interface Choice {

        /** Whether it is over; does not block. */
        boolean isOver();

        /** Whether this one goes; it is borrowed, and may be asked. Throws nothing. */
        boolean goes(Connection connection);

        /** All that the pool has were borrowed in this beat, and none goes. */
        default void nothingGoes() {}
    }

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LONGEST_HOLD = Duration.ofMillis(20);

    private final HikariDataSource pool;
    private final Timing timing;
    private final Duration pace;

    private final Object lock = new Object();
    private @Nullable Choice current; // guarded by lock
    private long begunNanos; // guarded by lock
    private @Nullable Scheduled next; // guarded by lock

    OneByOne(HikariDataSource pool, Timing timing, Duration pace) {
        this.pool = pool;
        this.timing = timing;
        this.pace = pace;
    }

    /** Begins at once and ends by itself when it is over, or after 10 minutes. */
    void begin(Choice choice) {
        synchronized (lock) {
            current = choice;
            begunNanos = timing.ticker().nanos();
        }
        later(choice, Duration.ZERO);
    }

    boolean isRunning(Choice choice) {
        synchronized (lock) {
            return current == choice;
        }
    }

    /** Ends this one, if it runs. */
    void end(Choice choice) {
        synchronized (lock) {
            if (current == choice) {
                close();
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            current = null;
            if (next != null) {
                next.cancel();
            }
        }
    }

    private void later(Choice choice, Duration delay) {
        synchronized (lock) {
            if (current != choice) {
                return;
            }
            if (pool.isClosed() || choice.isOver() || timing.ticker().nanos() - begunNanos >= PATIENCE.toNanos()) {
                close();
                return;
            }
            next = timing.scheduler().schedule(delay, () -> handOver(choice));
        }
    }

    private void handOver(Choice choice) {
        try {
            timing.executor().execute(() -> beat(choice));
        } catch (RejectedExecutionException closed) {
            end(choice);
        }
    }

    private void beat(Choice choice) {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("plimsoll-eviction");
        try {
            if (isRunning(choice)) {
                takeOne(choice);
            }
        } catch (SQLException | RuntimeException none) {
            // The pool gives none, or is closed: the next beat shows.
        } finally {
            thread.setName(name);
            later(choice, pace);
        }
    }

    private void takeOne(Choice choice) throws SQLException {
        if (lacksSome()) {
            return;
        }
        long begunNanos = timing.ticker().nanos();
        List<Connection> stay = new ArrayList<>();
        try {
            Duration left = LONGEST_HOLD;
            while (isRunning(choice) && !choice.isOver() && nobodyWaits() && left.toNanos() > 0) {
                Connection borrowed = borrow(left);
                if (choice.goes(borrowed)) {
                    pool.evictConnection(borrowed);
                    return;
                }
                stay.add(borrowed);
                if (stay.size() >= numbers().getTotalConnections()) {
                    choice.nothingGoes();
                }
                left = LONGEST_HOLD.minusNanos(timing.ticker().nanos() - begunNanos);
            }
        } finally {
            stay.forEach(OneByOne::giveBack);
        }
    }

    /** Waits no longer than that. To be interrupted is no timeout in the pool's metrics, which somebody may have an alert on. */
    private Connection borrow(Duration limit) throws SQLException {
        var patience = new Patience(Thread.currentThread());
        Scheduled end = timing.scheduler().schedule(limit, patience::end);
        try {
            return pool.getConnection();
        } finally {
            end.cancel();
            patience.isNoLongerNeeded();
        }
    }

    private static void giveBack(Connection borrowed) {
        try {
            borrowed.close();
        } catch (SQLException broken) {
            // The pool has noticed as well, and closes it for good.
        }
    }

    /** Whether the pool will make connections by itself. */
    private boolean lacksSome() {
        HikariPoolMXBean numbers = numbers();
        return numbers.getIdleConnections() < pool.getMinimumIdle()
                && numbers.getTotalConnections() < pool.getMaximumPoolSize();
    }

    private boolean nobodyWaits() {
        return numbers().getThreadsAwaitingConnection() == 0;
    }

    private HikariPoolMXBean numbers() {
        return pool.getHikariPoolMXBean();
    }

    /** Interrupts a thread that waits for the pool, and never that thread at anything else. */
    private static final class Patience {

        private final Thread waiting;
        private boolean over; // guarded by this

        Patience(Thread waiting) {
            this.waiting = waiting;
        }

        synchronized void end() {
            if (!over) {
                waiting.interrupt();
            }
        }

        synchronized void isNoLongerNeeded() {
            over = true;
            Thread.interrupted();
        }
    }
}
