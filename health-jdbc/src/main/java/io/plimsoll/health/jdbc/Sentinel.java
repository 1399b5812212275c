package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of our own, outside the pool, that asks the database one thing a check.
 *
 * <p>While it stands, a check is one round trip on it; when the check is given up, the connection is aborted, which ends
 * the read. A connection that did not answer is thrown away. If it was merely closed under us (an idle session that was
 * ended, a restart) the same check connects anew, so that this alone is no failure.
 *
 * <p>Connecting is done by one {@link ConnectAttempt} at a time, which the check waits for but does not need to survive: a
 * server that accepts and is silent is a TIMEOUT at every check, whatever the driver's own limits are. Failed attempts are
 * followed by a {@link Backoff}, during which the last failure stands.
 *
 * <p>{@link #look} is not called concurrently; {@link #close} may be called at any time.
 */
final class Sentinel implements AutoCloseable {

    /** Limits inside the driver are a little longer than ours, which know of pauses of this JVM. */
    static final Duration SLACK = Duration.ofMillis(500);

    /** Limits of drivers are in whole seconds, so an attempt to connect may end after the check that it was made for. */
    private static final Duration OVERRUN = Duration.ofMillis(500);

    /** For how long at most a failure stands without a new attempt to connect. */
    static final Duration MAXIMUM_BACKOFF = Backoff.LAST_CAP.plus(OVERRUN);

    private final Connector connector;
    private final Question question;
    private final Backoff backoff;

    private final Object lock = new Object();
    private @Nullable Connection live; // guarded by lock
    private @Nullable ConnectAttempt attempt; // guarded by lock
    private boolean looking; // guarded by lock
    private boolean closed; // guarded by lock

    private volatile @Nullable Timing timing;
    private Failure lastFailure = Failure.cut(); // of an attempt to connect; the checks' threads only
    private Duration lastTook = Duration.ZERO; // likewise

    Sentinel(Connector connector, Question question, Backoff backoff) {
        this.connector = connector;
        this.question = question;
        this.backoff = backoff;
    }

    void open(Timing timing) {
        this.timing = timing;
    }

    /** Makes one round trip, connecting before it if need be; ends when the check is given up. */
    Look look(ProbeContext context) {
        Connection standing = begin();
        try {
            if (standing != null) {
                Look look = ask(standing, context);
                if (look instanceof Look.Answered
                        || (look instanceof Look.Failed failed
                                && failed.failure().isTimeout())) {
                    return look;
                }
            }
            return connectAndAsk(context);
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
            return new Look.Failed(Failure.timeout(null));
        } finally {
            synchronized (lock) {
                looking = false;
            }
        }
    }

    /** Ends the connection, and the attempt to make one as soon as it can be ended. Idempotent. */
    @Override
    public void close() {
        Connection standing;
        ConnectAttempt running;
        boolean inUse;
        synchronized (lock) {
            closed = true;
            standing = live;
            running = attempt;
            inUse = looking;
            live = null;
            attempt = null;
        }
        if (running != null) {
            running.abandon();
        }
        if (standing != null && inUse) {
            Connections.abort(standing);
        } else if (standing != null) {
            Connections.close(standing);
        }
    }

    private @Nullable Connection begin() {
        synchronized (lock) {
            requireNotClosed();
            looking = true;
            return live;
        }
    }

    private Look ask(Connection connection, ProbeContext context) {
        if (context.isCancelled()) {
            return new Look.Failed(Failure.timeout(null));
        }
        context.onCancel(() -> Connections.abort(connection));
        long startNanos = timing().ticker().nanos();
        var answer = Question.Answer.ifAny(false);
        Throwable thrown = null;
        try {
            Duration remaining = context.remaining();
            Connections.limit(connection, remaining.plus(SLACK));
            answer = question.ask(connection, remaining);
        } catch (SQLException | RuntimeException refused) {
            thrown = refused;
        }
        Duration took = Duration.ofNanos(Math.max(0, timing().ticker().nanos() - startNanos));
        if (answer.came() && !context.isCancelled()) {
            return new Look.Answered(took, answer.objection());
        }
        discard(connection);
        if (context.isCancelled() || context.remaining().isZero()) {
            return new Look.Failed(Failure.timeout(thrown));
        }
        return new Look.Failed(thrown == null ? Failure.cut() : Failure.of(thrown));
    }

    private Look connectAndAsk(ProbeContext context) throws InterruptedException {
        ConnectAttempt earlier = underWay();
        if (earlier != null) {
            ConnectAttempt.Outcome outcome = earlier.await(context);
            if (outcome == null) {
                return new Look.Failed(Failure.timeout(null));
            }
            Connection late = take(outcome);
            if (late != null) {
                return ask(late, context);
            }
        }
        Duration left = backoff.left(timing().ticker().nanos());
        if (!left.isZero()) {
            return new Look.BackingOff(lastFailure, lastTook, left);
        }
        ConnectAttempt.Outcome outcome = connect(context).await(context);
        if (outcome == null) {
            return new Look.Failed(Failure.timeout(null));
        }
        Connection made = take(outcome);
        return made == null ? new Look.Failed(lastFailure) : ask(made, context);
    }

    private @Nullable ConnectAttempt underWay() {
        synchronized (lock) {
            return attempt;
        }
    }

    private ConnectAttempt connect(ProbeContext context) {
        Duration limit = context.remaining();
        var begun = new ConnectAttempt(
                context.component(),
                connector,
                limit.isZero() ? Duration.ofMillis(1) : limit,
                timing().ticker(),
                unwanted -> Connections.abort(unwanted, timing().executor()));
        synchronized (lock) {
            requireNotClosed();
            attempt = begun;
        }
        boolean started = false;
        try {
            timing().executor().execute(begun);
            started = true;
        } finally {
            if (!started) {
                synchronized (lock) {
                    attempt = null;
                }
            }
        }
        return begun;
    }

    /** Makes what came of an attempt ours: the connection, or the failure. */
    private @Nullable Connection take(ConnectAttempt.Outcome outcome) {
        Connection made = outcome.connection();
        synchronized (lock) {
            // Whoever closed us in the meantime has taken care of the attempt and its connection.
            requireNotClosed();
            attempt = null;
            live = made;
        }
        if (made != null) {
            backoff.succeeded();
        } else {
            Throwable thrown = outcome.thrown();
            lastFailure = thrown == null ? Failure.cut() : Failure.of(thrown);
            lastTook = outcome.took();
            backoff.failed(outcome.nanos());
        }
        return made;
    }

    private void discard(Connection connection) {
        synchronized (lock) {
            if (live == connection) {
                live = null;
            }
        }
        Connections.abort(connection, timing().executor());
    }

    private void requireNotClosed() {
        if (closed) {
            throw new IllegalStateException("the probe has been closed");
        }
    }

    private Timing timing() {
        return requireNonNull(
                timing, "open the probe before its first check: it needs the monitor's clock and threads");
    }
}
