package io.plimsoll.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.plimsoll.health.Code;
import io.plimsoll.journal.JournalSettings;
import io.plimsoll.journal.TraceId;
import io.plimsoll.panic.Ramp;
import io.plimsoll.resilience.backoff.Backoff;
import io.plimsoll.resilience.budget.RetryBudget;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.Shares;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is the same for synchronous and asynchronous calls: lets attempts in, in the fixed order, takes account of how they end,
 * and says whether there is another one.
 *
 * <p>An attempt is accounted for once: by its end, or before, when it is found to be overdue. Its place is given up at its end
 * only. So the breaker learns of a dependency that hangs although its callers never return.
 */
final class Attempts {

    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final List<String> TRACE_KEYS = JournalSettings.defaults().traceKeys();

    private final String guard;
    private final Preset preset;
    private final Switches switches;
    private final BooleanSupplier[] off; // as an array, since it is asked for every call
    private final Ramp[] ramps;
    private final Ticker ticker;
    private final Backoff backoff;
    private final RetryBudget budget;
    private final @Nullable Breaker breaker;
    private final InFlight inFlight;
    private final Shares shares = Shares.onDemand();
    private final Counters counters;
    private final AttemptHeader[] headers;
    private volatile @Nullable Remembered lastFailure; // written by whoever's attempt failed

    private record Remembered(
            Code code,
            @Nullable String operation,
            long latencyNanos,
            long atNanos,
            @Nullable Throwable cause,
            @Nullable String traceId) {}

    Attempts(
            String guard,
            Preset preset,
            Ticker ticker,
            Backoff backoff,
            RetryBudget budget,
            @Nullable Breaker breaker,
            DoubleSupplier random,
            Counters counters) {
        this.guard = guard;
        this.preset = preset;
        this.switches = preset.switches();
        this.off = switches.off().toArray(BooleanSupplier[]::new);
        this.ramps = switches.ramps(() -> breaker != null && breaker.state() == BreakerState.OPEN, random);
        this.ticker = ticker;
        this.backoff = backoff;
        this.budget = budget;
        this.breaker = breaker;
        this.inFlight = new InFlight(preset.concurrency());
        this.counters = counters;
        this.headers = IntStream.rangeClosed(1, preset.attempts())
                .mapToObj(number -> new AttemptHeader(number, preset.attempts()))
                .toArray(AttemptHeader[]::new);
    }

    /**
     * Lets an attempt in; it must end by {@link #succeeded} or {@link #failed}. The time is handed in everywhere, since to read
     * it is most of what a guard costs.
     *
     * @param caller what our own caller said of its request: if that one retries, we do not, and hand its header on
     */
    Attempt enter(int number, AttemptHeader caller, long nowNanos, long deadlineNanos) {
        if (isOff() || (number == 1 && isHeldBack())) {
            throw refusal(Stage.PANIC, null);
        }
        if (number > 1 && nowNanos - deadlineNanos >= 0) {
            throw refusal(Stage.DEADLINE, null);
        }
        CircuitBreaker.Metrics era = null;
        if (breaker != null) {
            if (!breaker.permits(nowNanos)) {
                accountForOverdue();
                throw refusal(Stage.BREAKER, null);
            }
            era = breaker.era();
        }
        boolean retriedByCaller = caller.isRetried();
        int of = retriedByCaller ? 1 : preset.attempts();
        AttemptHeader header = retriedByCaller ? caller : headers[number - 1];
        var attempt = new Attempt(ticker, nowNanos, deadlineNanos, number, of, header, era);
        if (!takesPlace(attempt, nowNanos)) {
            if (breaker != null) {
                breaker.forget(era);
            }
            accountForOverdue();
            throw refusal(Stage.BULKHEAD, null);
        }
        if (number == 1) {
            budget.recordCallAt(nowNanos);
        } else {
            counters.add(Tally.RETRIED);
        }
        return attempt;
    }

    private boolean takesPlace(Attempt attempt, long nowNanos) {
        // Whose request this thread works on matters only once somebody was refused.
        int limit = inFlight.limit();
        if (inFlight.enter(attempt, shares.areWhole() ? limit : shares.most(Criticality.current(), limit))) {
            shares.letIn(nowNanos);
            return true;
        }
        shares.refused(Criticality.current(), nowNanos);
        return false;
    }

    void succeeded(Attempt attempt, long nowNanos) {
        if (inFlight.leave(attempt)) {
            countIfOverdue(attempt, nowNanos);
            if (breaker != null) {
                breaker.succeeded(attempt.era(), attempt.nanosUntil(nowNanos), nowNanos);
            }
        }
    }

    /** Takes account of an attempt that threw, and says what that means. */
    Failure failed(Attempt attempt, Throwable thrown, long nowNanos) {
        boolean unaccounted = inFlight.leave(attempt);
        Failure failure = meaningOf(thrown);
        if (unaccounted) {
            countIfOverdue(attempt, nowNanos);
            switch (failure.fault()) {
                case DEPENDENCY -> blame(attempt, failure, thrown, nowNanos);
                case REQUEST -> {
                    if (breaker != null) {
                        breaker.succeeded(attempt.era(), attempt.nanosUntil(nowNanos), nowNanos);
                    }
                }
                case CALLER -> {
                    if (breaker != null) {
                        breaker.forget(attempt.era());
                    }
                }
            }
        }
        return failure;
    }

    /** The wait before the next attempt; {@code null} if there must be none. */
    @Nullable
    Duration waitAfter(Attempt attempt, Failure failure) {
        if (!failure.retry() || attempt.number() >= attempt.of()) {
            return null;
        }
        if (switches.stopRetries()) {
            counters.add(Stage.PANIC);
            return null;
        }
        Duration wait = backoff.delay(attempt.number() - 1);
        Duration asked = failure.retryAfter();
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        if (wait.compareTo(attempt.remaining()) >= 0) {
            counters.add(Stage.DEADLINE);
            return null;
        }
        if (!budget.tryRetry()) {
            counters.add(Stage.BUDGET);
            return null;
        }
        return wait;
    }

    /** The deadline is over while the attempt is on its way: for the breaker that is its end. Its place stays taken. */
    void overdue(Attempt attempt) {
        if (inFlight.account(attempt)) {
            counters.add(Tally.OVERDUE);
            long now = ticker.nanos();
            long nanos = attempt.nanosUntil(now);
            remember(new Remembered(Code.TIMEOUT, attempt.operation(), nanos, now, null, null));
            if (breaker != null) {
                breaker.failed(attempt.era(), nanos, now, new OverdueException());
            }
        }
    }

    CallRefusedException refusal(Stage stage, @Nullable Throwable lastThrown) {
        counters.add(stage);
        Duration retryAfter = switch (stage) {
            case PANIC -> SHORTEST_WAIT.multipliedBy(30);
            case BREAKER -> breaker == null ? SHORTEST_WAIT : breaker.untilTrial();
            case DEADLINE, BUDGET, BULKHEAD -> preset.deadline();
        };
        return new CallRefusedException(guard, stage, retryAfter, lastThrown);
    }

    Failure meaningOf(Throwable thrown) {
        return thrown instanceof CallRefusedException || thrown instanceof Error
                ? Failure.ofCaller()
                : preset.meaningOf(UsualFailures.unwrap(thrown));
    }

    void dependencyIsBack() {
        if (breaker != null) {
            breaker.tryNow();
        }
    }

    GuardState state() {
        accountForOverdue();
        var overdue = new int[1];
        inFlight.forEachOverdue(ticker, attempt -> overdue[0]++);
        BreakerState circuit = breaker == null ? BreakerState.NONE : breaker.state();
        // Half-open is not failing by itself: its trial is, once one of its attempts has failed.
        boolean open = circuit == BreakerState.OPEN;
        boolean hanging = overdue[0] > 0 && inFlight.inside() >= inFlight.limit();
        return new GuardState(
                circuit,
                inFlight.inside(),
                inFlight.limit(),
                overdue[0],
                budget.balance(),
                open || hanging || (breaker != null && breaker.isMostlyFailing()),
                isOff(),
                lastFailure());
    }

    @Nullable
    LastFailure lastFailure() {
        Remembered last = lastFailure;
        return last == null
                ? null
                : new LastFailure(
                        last.code,
                        last.operation,
                        Duration.ofNanos(last.latencyNanos),
                        Duration.ofNanos(ticker.nanos() - last.atNanos),
                        last.cause,
                        last.traceId);
    }

    private boolean isOff() {
        for (BooleanSupplier each : off) {
            if (each.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /** A lease ended a moment ago, and this call is not of the share that is let in. */
    private boolean isHeldBack() {
        for (Ramp ramp : ramps) {
            if (ramp.refuses()) {
                return true;
            }
        }
        return false;
    }

    private void countIfOverdue(Attempt attempt, long nowNanos) {
        if (attempt.isOverdue(nowNanos)) {
            counters.add(Tally.OVERDUE);
        }
    }

    private void accountForOverdue() {
        inFlight.forEachOverdue(ticker, this::overdue);
    }

    private void blame(Attempt attempt, Failure failure, Throwable thrown, long nowNanos) {
        long nanos = attempt.nanosUntil(nowNanos);
        Code code = failure.code();
        if (code == null) {
            throw new IllegalStateException("a failure of the dependency without a code: " + failure);
        }
        if (code == Code.RATE_LIMITED) {
            counters.add(Tally.RATE_LIMITED);
        }
        remember(new Remembered(code, attempt.operation(), nanos, nowNanos, thrown, TraceId.ofThisThread(TRACE_KEYS)));
        if (breaker != null) {
            breaker.failed(attempt.era(), nanos, nowNanos, thrown);
        }
    }

    private void remember(Remembered failure) {
        lastFailure = failure;
    }

    /** Stands for an attempt that nobody has seen the end of. */
    private static final class OverdueException extends TimeoutException {

        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
