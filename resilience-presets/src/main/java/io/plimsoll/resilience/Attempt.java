package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a guard tells a call about the attempt that it is making. Safe from any thread. */
public final class Attempt {

    private final Ticker ticker;
    private final long startNanos;
    private final long deadlineNanos;
    private final int number;
    private final int of;
    private final AttemptHeader header;
    private final CircuitBreaker.@Nullable Metrics era;

    private volatile @Nullable String operation;
    private int place; // written before the call sees the attempt

    /**
     * @param header as it is sent: our own count, or our caller's if that one retries
     * @param era the breaker's state, by its numbers, in which the attempt was let through
     */
    Attempt(
            Ticker ticker,
            long startNanos,
            long deadlineNanos,
            int number,
            int of,
            AttemptHeader header,
            CircuitBreaker.@Nullable Metrics era) {
        this.ticker = ticker;
        this.startNanos = startNanos;
        this.deadlineNanos = deadlineNanos;
        this.number = number;
        this.of = of;
        this.header = header;
        this.era = era;
    }

    /** Counted from 1. */
    public int number() {
        return number;
    }

    /** How many there may be of this call; one if whoever called us asks again anyway. */
    public int of() {
        return of;
    }

    /** How long the call may still take, with all its attempts: the limit to hand to a client. Never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - ticker.nanos()));
    }

    /** Whether no time is left. A call that loops looks here. */
    public boolean isOver() {
        return isOverdue(ticker.nanos());
    }

    /** What to send in {@link AttemptHeader#NAME}, so that who is called knows that it will be asked again. */
    public AttemptHeader header() {
        return header;
    }

    /**
     * Names what is being done, as it is to be shown to whoever may read health: method and path template, {@code "GET
     * /items/{sku}"}, without anything that is secret.
     *
     * @return this
     */
    public Attempt doing(String newOperation) {
        operation = requireNonNull(newOperation, "operation");
        return this;
    }

    int place() {
        return place;
    }

    void place(int at) {
        place = at;
    }

    @Nullable
    String operation() {
        return operation;
    }

    CircuitBreaker.@Nullable Metrics era() {
        return era;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    long nanosUntil(long nowNanos) {
        return nowNanos - startNanos;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }
}
