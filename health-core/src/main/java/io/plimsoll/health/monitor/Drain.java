package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time between "send me nothing more" and the end, in which a service goes on serving: whoever sends requests learns only
 * after a while that it should not.
 *
 * <p>{@link HealthMonitor#ready()} closes at once and for good. {@link HealthMonitor#alive()} stays as it is, and nothing else
 * changes, until the wait is over; then it is up to the caller to finish what is in flight and to stop.
 *
 * <pre>{@code
 * Drain drain = Drain.of(health);
 * Runtime.getRuntime().addShutdownHook(new Thread(() -> {
 *     drain.await();
 *     server.stop();
 * }));
 * }</pre>
 *
 * <p>Shutdown hooks run side by side: what closes itself in a hook of its own does not wait for this one.
 *
 * <p>Safe from any thread. Time counts from the moment at which the monitor began to drain, by whatever call: all calls of one
 * drain share its wait, and a second drain of the same monitor waits for what is then left of its own. A service that has not
 * {@link HealthMonitor#started() started} waits as well, since it may have been sent requests all the same, by somebody who
 * asks for {@code /health/shallow} or leaves out a component. One whose monitor is closed does not.
 */
public final class Drain {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** After this, every proxy of a cluster knows that a pod is going away. */
    static final Duration PROPAGATION = Duration.ofSeconds(5);

    private static final Duration DEFAULT_WAIT = waitFor(Duration.ofSeconds(2), 3);

    private final HealthMonitor health;
    private final Duration wait;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private Drain(HealthMonitor health, Duration wait) {
        this.health = health;
        this.wait = wait;
    }

    /** Waits 11 s: {@link #waitFor} a readiness probe every 2 s that has to fail three times. */
    public static Drain of(HealthMonitor health) {
        return of(health, DEFAULT_WAIT);
    }

    /**
     * Waits as long as the platform needs to notice.
     *
     * @param wait from zero, where nobody asks for readiness, to one hour
     */
    public static Drain of(HealthMonitor health, Duration wait) {
        requireNonNull(health, "health");
        requireNonNull(wait, "wait");
        if (wait.isNegative() || wait.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("drain wait must be from 0 to " + Durations.show(LONGEST) + ", but is "
                    + Durations.show(wait) + "; the platform would kill the service in the middle of it");
        }
        return new Drain(health, wait);
    }

    /**
     * How long it takes until nobody sends requests any more: the readiness probe must have failed often enough, and then 5 s
     * for all proxies and load balancers to hear of it.
     *
     * @param period from one readiness probe to the next, {@code periodSeconds} in Kubernetes
     * @param failureThreshold how many of them must fail in a row
     */
    public static Duration waitFor(Duration period, int failureThreshold) {
        ProbeSettings.requirePositive("period", requireNonNull(period, "period"));
        ProbeSettings.requireAtLeastOne("failure threshold", failureThreshold);
        return period.multipliedBy(failureThreshold).plus(PROPAGATION);
    }

    /**
     * Closes readiness without blocking.
     *
     * @return completes, on a thread of the monitor's executor, when it is time to stop; never exceptionally
     */
    public CompletionStage<Void> begin() {
        health.drain();
        if (begun.compareAndSet(false, true)) {
            health.whenClosed(this::end);
            Duration left = wait.minus(health.drainingFor());
            if (left.isNegative() || left.isZero()) {
                end();
            } else if (!over.isDone()) {
                log.info(
                        "Draining: no longer ready, and serving for another {} ms",
                        left.plusMillis(1).toMillis());
                health.after(left, this::end);
            }
        }
        return over.minimalCompletionStage();
    }

    /**
     * Closes readiness and blocks until it is time to stop; an interrupt ends only the waiting, and the flag stays set.
     */
    public void await() {
        begin();
        try {
            over.get(wait.plus(SLACK).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("Waiting never fails", impossible);
        } catch (TimeoutException schedulerIsDead) {
            log.warn("Nobody said that the wait of {} is over; going on", Durations.show(wait));
        }
    }

    private void end() {
        over.complete(null);
    }
}
