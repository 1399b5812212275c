package io.plimsoll.resilience.health;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ForwardingProbe;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.resilience.BreakerState;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.GuardState;
import io.plimsoll.resilience.LastFailure;
import io.plimsoll.resilience.Stage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Shows a guard's breaker, bulkhead and budget as one component: DEGRADED when its calls fail or are refused, never DOWN by
 * itself, since a circuit that is open is how the service survives.
 *
 * <p>Joined with a probe of the dependency, it shows what the probe finds unless that is UP; then what the calls meet. A
 * dependency whose health answers and whose calls time out is so seen with the last call's failure and latency. A probe that
 * sees the dependency return lets the breaker try at once, and again with each check until the circuit is closed: a process
 * that is up before it is warm costs a few calls per check, and not another pause of the breaker. A probe that is UP although
 * the circuit is open may have missed a short outage, or not see what the calls meet: it lets the breaker try once.
 *
 * <p>Who sees details gets the last failed call's trace id, if its thread's MDC had one.
 *
 * <pre>{@code
 * .optional("inventory_service", GuardProbe.of(inventory).beside(HttpProbe.get("http://inventory/health/shallow")))
 * }</pre>
 */
public final class GuardProbe extends ForwardingProbe {

    private final Guard guard;
    // Checks are never concurrent.
    private boolean returning;
    private boolean vouched;
    private final Map<Stage, Long> refusals = new EnumMap<>(Stage.class); // as they were at the last look

    private GuardProbe(Guard guard, Probe probe) {
        super(probe);
        this.guard = requireNonNull(guard, "guard");
        isMore(Stage.BULKHEAD);
        isMore(Stage.BUDGET);
    }

    /** A component of the guard alone. */
    public static GuardProbe of(Guard guard) {
        return new GuardProbe(guard, new NoProbe());
    }

    /** One component of both. */
    public GuardProbe beside(Probe ofTheDependency) {
        return new GuardProbe(guard, ofTheDependency);
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        boolean wasOpen = guard.state().breaker() == BreakerState.OPEN;
        Finding seen = probe().check(context);
        // A probe that is broken may return null; the monitor has the words for that.
        if (seen == null) {
            return seen;
        }
        boolean isUp = seen.status() == Status.UP;
        GuardState state = guard.state();
        if (!(probe() instanceof NoProbe)) {
            halfOpen(isUp, wasOpen, state.breaker());
        }
        Finding met = met(state);
        return withNumbers(isUp && met.status() != Status.UP ? met.withReadingsOf(seen) : seen, state);
    }

    private void halfOpen(boolean isUp, boolean wasOpen, BreakerState breaker) {
        if (!isUp) {
            returning = true;
        } else if (breaker == BreakerState.CLOSED || breaker == BreakerState.NONE) {
            returning = false;
            vouched = false;
        } else if (returning || (wasOpen && !vouched)) {
            vouched = true;
            guard.dependencyIsBack();
        }
    }

    private Finding met(GuardState state) {
        boolean bulkheadFull = isMore(Stage.BULKHEAD);
        boolean budgetEmpty = isMore(Stage.BUDGET);
        LastFailure last = state.lastFailure();
        // A trial that nobody has failed yet is believed to end well only if the probe has seen what went before.
        boolean onTrial = state.breaker() == BreakerState.HALF_OPEN && !returning;
        if (state.failing() || onTrial) {
            return last == null ? Finding.degraded(Code.SLOW, "Slow calls") : finding(last, last.words());
        }
        if (bulkheadFull) {
            return Finding.degraded(
                            Code.POOL_SATURATED, "Too many calls at once: more than " + state.limit() + " were wanted")
                    .local();
        }
        if (budgetEmpty && last != null) {
            return finding(last, "Retry budget used up: " + last.words());
        }
        return Finding.up();
    }

    private static Finding finding(LastFailure last, String words) {
        Finding degraded = Finding.degraded(last.code(), oneLine(words))
                .took(last.latency())
                .detail("trace_id", last.traceId());
        return last.cause() == null ? degraded : degraded.causedBy(last.cause());
    }

    /** An operation is named by whoever writes the call, once more than once in two lines. */
    private static String oneLine(String words) {
        String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > 200 ? line.substring(0, 200) : line;
    }

    private static Finding withNumbers(Finding finding, GuardState state) {
        return finding.with("circuit_open", state.breaker() == BreakerState.OPEN)
                .with("calls_in_flight", state.inFlight())
                .with("max_calls_in_flight", state.limit())
                .with("overdue_calls", state.overdue())
                .with("retries_left", (long) state.retriesLeft())
                .with("switched_off", state.off());
    }

    private boolean isMore(Stage stage) {
        long now = guard.refused(stage);
        Long before = refusals.put(stage, now);
        return before != null && now > before;
    }

    /** Of a guard alone: there is nothing to look at but the guard, which is in memory. */
    private static final class NoProbe implements Probe {

        @Override
        public Finding check(ProbeContext context) {
            return Finding.up();
        }

        @Override
        public Duration minimumInterval() {
            return Duration.ofMillis(100);
        }
    }
}
