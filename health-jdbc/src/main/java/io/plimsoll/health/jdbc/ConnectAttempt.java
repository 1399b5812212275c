package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Ticker;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect, on a thread of its own: nothing can abort a connection that does not exist yet, and whoever waits
 * for it must be able to leave.
 *
 * <p>It may outlive the check that began it. Then a later check takes what comes of it, or {@link #abandon} sees to it that
 * a connection which comes late is not leaked.
 */
final class ConnectAttempt implements Runnable {

    /**
     * How the attempt ended.
     *
     * @param nanos when, by the ticker
     * @param took how long it was under way
     */
    record Outcome(
            @Nullable Connection connection, @Nullable Throwable thrown, long nanos, Duration took) {}

    private static final Duration GRACE = Duration.ofMillis(200);

    private final String threadName;
    private final Connector connector;
    private final Duration limit;
    private final Ticker ticker;
    private final Consumer<Connection> tooLate;
    private final long begunNanos;
    private final Object lock = new Object();
    private @Nullable Outcome outcome; // guarded by lock

    /** @param tooLate gets rid of a connection that nobody wants any more, without blocking */
    ConnectAttempt(String component, Connector connector, Duration limit, Ticker ticker, Consumer<Connection> tooLate) {
        this.threadName = "plimsoll-" + component + "-connect";
        this.connector = connector;
        this.limit = limit;
        this.ticker = ticker;
        this.tooLate = tooLate;
        this.begunNanos = ticker.nanos();
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName(threadName);
        Connection made = null;
        Throwable thrown = null;
        try {
            made = requireNonNull(connector.connect(limit), "the connector returned no connection");
        } catch (Throwable anything) {
            thrown = anything;
        } finally {
            thread.setName(name);
        }
        if (!settle(made, thrown) && made != null) {
            tooLate.accept(made);
        }
    }

    /** Waits until the attempt ends, or the check is given up: then {@code null}, and the attempt goes on. */
    @Nullable
    Outcome await(ProbeContext context) throws InterruptedException {
        context.onCancel(this::wake);
        synchronized (lock) {
            // The engine cancels in time, and later than that after a pause of this JVM; the limit is for lack of an
            // engine.
            boolean leave = false;
            while (outcome == null && !context.isCancelled() && !leave) {
                lock.wait(context.remaining().plus(GRACE).toMillis());
                leave = context.remaining().isZero();
            }
            return outcome;
        }
    }

    /** Nobody waits any more: a connection that has come or still comes is got rid of. */
    void abandon() {
        if (settle(null, null)) {
            return;
        }
        Outcome settled;
        synchronized (lock) {
            settled = outcome;
        }
        if (settled != null && settled.connection() != null) {
            tooLate.accept(settled.connection());
        }
    }

    private boolean settle(@Nullable Connection made, @Nullable Throwable thrown) {
        long now = ticker.nanos();
        synchronized (lock) {
            if (outcome != null) {
                return false;
            }
            outcome = new Outcome(made, thrown, now, Duration.ofNanos(Math.max(0, now - begunNanos)));
            lock.notifyAll();
            return true;
        }
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }
}
