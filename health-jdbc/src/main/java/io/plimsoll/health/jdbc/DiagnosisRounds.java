package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.jdbc.postgres.Diagnosed;
import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database in trouble who is to blame, aside from the checks: no check waits for a round, and its result is there for
 * the check after it.
 *
 * <p>A round is begun when it is wanted, never sooner than 10 s after the one before began, and never while that one is under
 * way. It has a connection for itself and for no longer than the round: neither the pool's, which it would have to wait for,
 * nor the sentinel's, which a check may need at any moment. So a database in trouble is asked for one connection in 10 s, and
 * a healthy one for none. A round that hangs is aborted, and costs one thread until then.
 *
 * <p>Safe from any thread.
 */
final class DiagnosisRounds implements AutoCloseable {

    /** What is done in a round. */
    @FunctionalInterface
    interface Round {

        Diagnosed make(Connection connection, @Nullable Diagnosed last) throws SQLException;
    }

    /**
     * What came of the latest round.
     *
     * @param diagnosed {@code null} if the round failed
     * @param failure {@code null} if it did not
     * @param nanos when it ended, by the ticker
     */
    record Latest(@Nullable Diagnosed diagnosed, @Nullable Failure failure, long nanos) {}

    static final Duration PACE = Duration.ofSeconds(10);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final Connector connector;
    private final Round round;
    private final AtomicReference<@Nullable Latest> latest = new AtomicReference<>();
    private volatile @Nullable Timing timing;
    private volatile @Nullable Diagnosed last; // written by the one round at a time

    private final Object lock = new Object();
    private boolean begun; // guarded by lock
    private long begunNanos; // guarded by lock
    private boolean underWay; // guarded by lock
    private @Nullable Connection inUse; // guarded by lock
    private boolean closed; // guarded by lock

    /** @param connector makes the connection of a round */
    DiagnosisRounds(Connector connector, Round round) {
        this.connector = connector;
        this.round = round;
    }

    void open(Timing timing) {
        this.timing = timing;
    }

    /** Something is wrong: begins a round unless it is too soon. Does not block. */
    void wanted() {
        Timing opened = timing();
        if (!mayBegin(opened.ticker().nanos())) {
            return;
        }
        boolean accepted = false;
        try {
            opened.executor().execute(() -> run(opened));
            accepted = true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // Then this round is missed; the next one is wanted soon enough.
        } finally {
            if (!accepted) {
                ended();
            }
        }
    }

    /** What came of the latest round; {@code null} if there was none since what was wrong began. */
    @Nullable
    Latest latest() {
        return latest.get();
    }

    /** All is well again: what was found is about something that is over. Keeps what has come since. */
    void forget(@Nullable Latest known) {
        latest.compareAndSet(known, null);
    }

    boolean isUnderWay() {
        synchronized (lock) {
            return underWay;
        }
    }

    /** Begins no more rounds and aborts the one under way. Idempotent. */
    @Override
    public void close() {
        Connection abandoned;
        synchronized (lock) {
            closed = true;
            abandoned = inUse;
            inUse = null;
        }
        if (abandoned != null) {
            Connections.abort(abandoned);
        }
    }

    private boolean mayBegin(long now) {
        synchronized (lock) {
            if (closed || underWay || (begun && now - begunNanos < PACE.toNanos())) {
                return false;
            }
            begun = true;
            begunNanos = now;
            underWay = true;
            return true;
        }
    }

    private void run(Timing opened) {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName("plimsoll-diagnosis");
        try {
            Latest outcome = outcome(opened);
            last = outcome.diagnosed() == null ? last : outcome.diagnosed();
            latest.set(outcome);
        } finally {
            thread.setName(name);
            ended();
        }
    }

    private Latest outcome(Timing opened) {
        Diagnosed diagnosed = null;
        Failure failure = null;
        try {
            Connection connection =
                    requireNonNull(connector.connect(CONNECT_LIMIT), "the connector returned no connection");
            if (begins(connection)) {
                diagnosed = make(connection, opened);
            } else {
                Connections.abort(connection);
                failure = Failure.cut();
            }
        } catch (Throwable thrown) {
            failure = Failure.of(thrown);
        }
        return new Latest(diagnosed, failure, opened.ticker().nanos());
    }

    private Diagnosed make(Connection connection, Timing opened) throws SQLException {
        Scheduled limit = opened.scheduler().schedule(LIMIT, () -> Connections.abort(connection, opened.executor()));
        try {
            Connections.limit(connection, LIMIT);
            return round.make(connection, last);
        } finally {
            limit.cancel();
            synchronized (lock) {
                inUse = null;
            }
            Connections.close(connection);
        }
    }

    private boolean begins(Connection connection) {
        synchronized (lock) {
            if (closed) {
                return false;
            }
            inUse = connection;
            return true;
        }
    }

    private void ended() {
        synchronized (lock) {
            underWay = false;
        }
    }

    private Timing timing() {
        return requireNonNull(
                timing, "open the probe before its first check: it needs the monitor's clock and threads");
    }
}
