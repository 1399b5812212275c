package io.plimsoll.health;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the monitor tells a probe about the attempt that it is making. Safe from any thread. */
public interface ProbeContext {

    /** The component's name, as configured. */
    String component();

    /**
     * How long the attempt may still take: the limit to hand to a driver. Never negative, zero once it is too late. Time in
     * which this JVM as a whole was paused does not count against the probe.
     */
    Duration remaining();

    /** Whether the attempt was given up. A probe that loops looks here. */
    boolean isCancelled();

    /**
     * Says what to abort when the attempt is given up: closes the socket, aborts the connection. An interrupt alone does not
     * end a socket read. Runs at most once, on another thread, before the probe's own thread is interrupted; runs at once on
     * this thread if the attempt has already been given up. What it throws is ignored.
     */
    void onCancel(Runnable abort);

    /**
     * Waits for an answer as long as the attempt may take, which becomes longer while this JVM as a whole is paused. A plain
     * {@code get(remaining())} would give up at the old limit, and blame what was asked for our own pause.
     *
     * @throws TimeoutException once the attempt is given up or its time is over
     * @throws ExecutionException if the answer is a failure
     * @throws InterruptedException if this thread is interrupted, which follows a cancel
     */
    default <T extends @Nullable Object> T await(Future<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        while (true) {
            try {
                return answer.get(remaining().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                if (isCancelled() || remaining().isZero()) {
                    throw late;
                }
            }
        }
    }

    /**
     * How much of the attempt's time has gone since so much of it was left: how long a dependency took, without the pauses of
     * this JVM. A pause is noticed only once it is over, and then gives back time that had gone before; so this may be too
     * short, and is never negative.
     *
     * @param left what {@link #remaining()} answered then
     */
    default Duration spentSince(Duration left) {
        Duration spent = left.minus(remaining());
        return spent.isNegative() ? Duration.ZERO : spent;
    }
}
