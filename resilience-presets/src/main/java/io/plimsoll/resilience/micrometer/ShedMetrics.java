package io.plimsoll.resilience.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Publishes a load shedder in a registry.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.shed.requests{criticality,outcome}}<td>requests that were {@code admitted} or {@code refused}
 * <tr><td>{@code plimsoll.shed.inside}, {@code .limit{criticality}}<td>how many are worked on at once, and may be
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class ShedMetrics {

    private static final String CRITICALITY = "criticality";

    private ShedMetrics() {}

    /** Registers all meters of the shedder. */
    public static void bind(LoadShedder shedder, MeterRegistry registry) {
        requireNonNull(shedder, "shedder");
        for (Criticality criticality : Criticality.values()) {
            String tag = criticality.name().toLowerCase(Locale.ROOT);
            count(shedder, registry, tag, "admitted", it -> it.admitted(criticality));
            count(shedder, registry, tag, "refused", it -> it.refused(criticality));
            Gauge.builder("plimsoll.shed.limit", shedder, it -> it.limit(criticality))
                    .description("How many may be worked on before one of these is refused")
                    .tag(CRITICALITY, tag)
                    .register(registry);
        }
        Gauge.builder("plimsoll.shed.inside", shedder, LoadShedder::inside)
                .description("Requests that are worked on")
                .register(registry);
    }

    private static void count(
            LoadShedder shedder,
            MeterRegistry registry,
            String criticality,
            String outcome,
            ToDoubleFunction<LoadShedder> count) {
        FunctionCounter.builder("plimsoll.shed.requests", shedder, count)
                .description("Requests that were let in or refused")
                .tag(CRITICALITY, criticality)
                .tag("outcome", outcome)
                .register(registry);
    }
}
