package io.plimsoll.panic.redis.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.plimsoll.panic.redis.RedisPanicStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Publishes a store in a registry.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.panic.sync.age{fleet}}<td>how long ago this instance was in step with the fleet; NaN before the first
 * time. Between polls it grows to 5 s
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class RedisPanicMetrics {

    private RedisPanicMetrics() {}

    /** Registers the meter of the store. */
    public static void bind(RedisPanicStore store, MeterRegistry registry) {
        TimeGauge.builder(
                        "plimsoll.panic.sync.age",
                        requireNonNull(store, "store"),
                        TimeUnit.SECONDS,
                        RedisPanicMetrics::age)
                .description("How long ago this instance was in step with the fleet's buttons")
                .tag("fleet", store.fleet())
                .register(requireNonNull(registry, "registry"));
    }

    private static double age(RedisPanicStore store) {
        return store.lastSyncAge()
                .map(Duration::toNanos)
                .map(nanos -> nanos / 1e9)
                .orElse(Double.NaN);
    }
}
