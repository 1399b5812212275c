package io.plimsoll.resilience.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plimsoll.resilience.BreakerState;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.GuardListener;
import io.plimsoll.resilience.GuardState;
import io.plimsoll.resilience.Stage;
import io.plimsoll.resilience.Tally;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Publishes a guard in a registry.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.guard.calls{guard,outcome}}<td>calls by how they ended, see {@link Tally}
 * <tr><td>{@code plimsoll.guard.refused{guard,stage}}<td>what was refused, see {@link Stage}
 * <tr><td>{@code plimsoll.guard.duration{guard,outcome}}<td>calls with all attempts and waits, in buckets fine enough for
 * p99 and p99.9, up to twice the deadline
 * <tr><td>{@code plimsoll.guard.breaker{guard,state}}<td>1 for the present state, else 0
 * <tr><td>{@code plimsoll.guard.in.flight}, {@code .in.flight.max}, {@code .overdue}<td>attempts on their way
 * <tr><td>{@code plimsoll.guard.retries.left}<td>what is in the budget
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class GuardMetrics implements GuardListener {

    private final Timer succeeded;
    private final Timer failed;

    private GuardMetrics(Guard guard, MeterRegistry registry) {
        succeeded = timer(guard, registry, "success");
        failed = timer(guard, registry, "failure");
    }

    /** Registers all meters of the guard and listens to it from now on. */
    public static void bind(Guard guard, MeterRegistry registry) {
        requireNonNull(guard, "guard");
        requireNonNull(registry, "registry");
        guard.listen(new GuardMetrics(guard, registry));
        for (Tally tally : Tally.values()) {
            FunctionCounter.builder("plimsoll.guard.calls", guard, g -> g.count(tally))
                    .description("Calls and attempts by what became of them")
                    .tag("guard", guard.name())
                    .tag("outcome", tag(tally))
                    .register(registry);
        }
        for (Stage stage : Stage.values()) {
            FunctionCounter.builder("plimsoll.guard.refused", guard, g -> g.refused(stage))
                    .description("Calls and retries that were refused")
                    .tag("guard", guard.name())
                    .tag("stage", tag(stage))
                    .register(registry);
        }
        for (BreakerState state : BreakerState.values()) {
            Gauge.builder("plimsoll.guard.breaker", guard, g -> g.state().breaker() == state ? 1 : 0)
                    .description("1 for the present state of the circuit breaker")
                    .tag("guard", guard.name())
                    .tag("state", tag(state))
                    .register(registry);
        }
        gauge(guard, registry, "in.flight", "Attempts on their way", GuardState::inFlight);
        gauge(guard, registry, "in.flight.max", "How many there may be", GuardState::limit);
        gauge(guard, registry, "overdue", "Attempts that have outlived their deadline", GuardState::overdue);
        gauge(guard, registry, "retries.left", "What is in the retry budget", GuardState::retriesLeft);
    }

    @Override
    public void ended(String guard, boolean success, Duration latency) {
        (success ? succeeded : failed).record(latency);
    }

    private static void gauge(
            Guard guard, MeterRegistry registry, String name, String description, ToDoubleFunction<GuardState> value) {
        Gauge.builder("plimsoll.guard." + name, guard, g -> value.applyAsDouble(g.state()))
                .description(description)
                .tag("guard", guard.name())
                .register(registry);
    }

    private static Timer timer(Guard guard, MeterRegistry registry, String outcome) {
        return Timer.builder("plimsoll.guard.duration")
                .description("How long calls took, with all their attempts")
                .tag("guard", guard.name())
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(guard.preset().deadline().multipliedBy(2).plusMillis(2))
                .register(registry);
    }

    private static String tag(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
