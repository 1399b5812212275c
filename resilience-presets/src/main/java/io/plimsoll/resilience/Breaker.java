package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * resilience4j's circuit breaker with two things that it leaves to its users.
 *
 * <p>An attempt is remembered with the state in which it was let through, and one that ends in another state is not counted:
 * what hung while the dependency was sick must not decide a trial that began after it had recovered. And changes of state are
 * told once, by whoever notices first.
 */
final class Breaker {

    /** Is told of changes, on the thread of the call that brought them about. */
    @FunctionalInterface
    interface Observer {
        void changed(BreakerState before, BreakerState after);
    }

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final BreakerRule rule;
    private final CircuitBreaker circuit;
    private final Ticker ticker;
    private final HandedClock clock;
    private final Observer observer;
    private final AtomicReference<State> noticed = new AtomicReference<>(State.CLOSED);
    private volatile long openedNanos; // written by whoever notices the opening

    Breaker(String guard, BreakerRule rule, Duration deadline, Ticker ticker, Observer observer) {
        this.rule = rule;
        this.ticker = ticker;
        this.clock = new HandedClock(ticker.nanos());
        this.observer = observer;
        this.circuit = CircuitBreaker.of(
                guard,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.TIME_BASED)
                        .slidingWindowSize((int) rule.window().toSeconds())
                        .minimumNumberOfCalls(rule.minimumCalls())
                        .failureRateThreshold(rule.failurePercent())
                        .slowCallDurationThreshold(rule.slowAfter(deadline))
                        .slowCallRateThreshold(rule.slowPercent())
                        .waitDurationInOpenState(rule.open())
                        .permittedNumberOfCallsInHalfOpenState(rule.trialCalls())
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
    }

    boolean permits(long nowNanos) {
        clock.reached(nowNanos);
        boolean permitted = circuit.tryAcquirePermission();
        notice();
        return permitted;
    }

    /** The state that an attempt was let through in, told by the identity of its numbers: each state begins new ones. */
    CircuitBreaker.Metrics era() {
        return circuit.getMetrics();
    }

    void succeeded(CircuitBreaker.@Nullable Metrics era, long nanos, long nowNanos) {
        if (isStill(era)) {
            clock.reached(nowNanos);
            circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
            notice();
        }
    }

    void failed(CircuitBreaker.@Nullable Metrics era, long nanos, long nowNanos, Throwable thrown) {
        if (isStill(era)) {
            clock.reached(nowNanos);
            circuit.onError(nanos, TimeUnit.NANOSECONDS, thrown);
            notice();
        }
    }

    /** The attempt says nothing about the dependency. */
    void forget(CircuitBreaker.@Nullable Metrics era) {
        if (isStill(era)) {
            circuit.releasePermission();
        }
    }

    /** Begins the trial at once instead of at the end of the wait; does nothing unless open. */
    void tryNow() {
        if (circuit.getState() == State.OPEN) {
            clock.reached(ticker.nanos());
            try {
                circuit.transitionToHalfOpenState();
            } catch (RuntimeException beganMeanwhile) {
                // Another thread was faster, and the trial runs or is over.
                return;
            }
            notice();
        }
    }

    BreakerState state() {
        return shown(circuit.getState());
    }

    /** How long until the next trial, at least a second. */
    Duration untilTrial() {
        if (circuit.getState() != State.OPEN) {
            return SHORTEST_WAIT;
        }
        Duration left = rule.open().minusNanos(ticker.nanos() - openedNanos);
        return left.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : left;
    }

    /** Whether so many of the remembered attempts failed that the breaker would open, were they enough. */
    boolean isMostlyFailing() {
        clock.reached(ticker.nanos());
        CircuitBreaker.Metrics metrics = circuit.getMetrics();
        int failed = metrics.getNumberOfFailedCalls();
        return failed > 0 && failed * 100L >= (long) rule.failurePercent() * metrics.getNumberOfBufferedCalls();
    }

    private boolean isStill(CircuitBreaker.@Nullable Metrics era) {
        return circuit.getMetrics() == era;
    }

    /**
     * In this order: whoever has read an old state before would tell, after another thread, that it is back; and whoever finds it
     * open must find since when.
     */
    private void notice() {
        State before = requireNonNull(noticed.get());
        State now = circuit.getState();
        if (now != before) {
            if (now == State.OPEN) {
                openedNanos = ticker.nanos();
            }
            if (noticed.compareAndSet(before, now)) {
                observer.changed(shown(before), shown(now));
            }
        }
    }

    private static BreakerState shown(State state) {
        return switch (state) {
            case OPEN, FORCED_OPEN -> BreakerState.OPEN;
            case HALF_OPEN -> BreakerState.HALF_OPEN;
            default -> BreakerState.CLOSED;
        };
    }
}
