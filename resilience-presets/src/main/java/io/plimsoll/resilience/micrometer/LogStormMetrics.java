package io.plimsoll.resilience.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.resilience.logstorm.LogStormCounts;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Publishes what a filter of log storms lets through and drops.
 *
 * <pre>{@code
 * LogStormMetrics.bind(() -> LogStormFilter.in(context).map(LogStormFilter::counts).orElse(LogStormCounts.NONE), registry);
 * }</pre>
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.log.events{outcome}}<td>events that were {@code emitted} or {@code dropped}; their sum is what was offered
 * <tr><td>{@code plimsoll.log.without.stack}<td>how many of the emitted have a hash instead of their stack
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class LogStormMetrics {

    private LogStormMetrics() {}

    /**
     * Registers all meters.
     *
     * @param counts asked at each reading, so that another configuration of the log at run time is seen: its counts begin anew
     */
    public static void bind(Supplier<LogStormCounts> counts, MeterRegistry registry) {
        requireNonNull(counts, "counts");
        count(counts, registry, "emitted", LogStormCounts::emitted);
        count(counts, registry, "dropped", LogStormCounts::dropped);
        FunctionCounter.builder(
                        "plimsoll.log.without.stack",
                        registry,
                        any -> counts.get().withoutStack())
                .description("Events that have a hash instead of their stack")
                .register(registry);
    }

    // A registry holds what a meter reads from weakly; itself it keeps, and the meter's function too.
    private static void count(
            Supplier<LogStormCounts> counts,
            MeterRegistry registry,
            String outcome,
            ToLongFunction<LogStormCounts> number) {
        FunctionCounter.builder("plimsoll.log.events", registry, any -> number.applyAsLong(counts.get()))
                .description("Events of the log that were let through or dropped in a storm")
                .tag("outcome", outcome)
                .register(registry);
    }
}
