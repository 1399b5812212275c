package io.plimsoll.health.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.health.monitor.HealthMonitor;
import java.time.Duration;
import java.util.Locale;

/**
 * Publishes a monitor's picture in a registry. To scrape it runs no probe: gauges read the newest report, timers are fed by
 * results when they come.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><td>{@code plimsoll.health.service{status}}<td>1 for the present status of the service, else 0
 * <tr><td>{@code plimsoll.health.component{component,status}}<td>1 for the component's present status, else 0
 * <tr><td>{@code plimsoll.health.age}<td>seconds since the newest report; grows when the monitor is dead
 * <tr><td>{@code plimsoll.health.transitions{component,status}}<td>changes of status or code, by the new status
 * <tr><td>{@code plimsoll.health.requests{endpoint,status}}<td>answers given, see {@link #answered}
 * <tr><td>{@code plimsoll.probe.duration{component,status}}<td>how long attempts took, in fixed buckets
 * <tr><td>{@code plimsoll.probe.executions{component}}<td>attempts started
 * <tr><td>{@code plimsoll.probe.running}, {@code plimsoll.probe.hung}<td>probes inside now, and of these the hung ones
 * </table>
 */
@SuppressWarnings("exports") // a module that binds metrics requires Micrometer itself; the others must not have to
public final class HealthMetrics implements HealthListener {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;

    private HealthMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers all meters of the monitor and listens to it from now on. */
    public static HealthMetrics bind(HealthMonitor monitor, MeterRegistry registry) {
        requireNonNull(monitor, "monitor");
        var metrics = new HealthMetrics(requireNonNull(registry, "registry"));
        for (Status status : Status.values()) {
            Gauge.builder(
                            "plimsoll.health.service",
                            monitor,
                            m -> oneIf(m.report().status() == status))
                    .description("1 for the present status of the service")
                    .tag("status", tag(status))
                    .register(registry);
        }
        for (String component : monitor.report().components().keySet()) {
            metrics.bind(monitor, component);
        }
        Gauge.builder(
                        "plimsoll.health.age",
                        monitor,
                        m -> m.ageMillis(m.report().timestamp()) / 1e3)
                .description("Age of the newest report")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("plimsoll.probe.running", monitor, HealthMonitor::runningProbes)
                .description("Probes that are inside now")
                .register(registry);
        Gauge.builder("plimsoll.probe.hung", monitor, HealthMetrics::hung)
                .description("Probes that did not return when cancelled")
                .register(registry);
        monitor.listen(metrics);
        return metrics;
    }

    /**
     * Counts an answer; give it to whatever serves the endpoints.
     *
     * @param endpoint one word of a fixed set, never text from the request
     * @param status the answer's HTTP status code
     */
    public void answered(String endpoint, int status) {
        Counter.builder("plimsoll.health.requests")
                .description("Answers given")
                .tag("endpoint", endpoint)
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }

    @Override
    public void changed(Transition transition) {
        Counter.builder("plimsoll.health.transitions")
                .description("Changes of status or code")
                .tag("component", transition.after().name())
                .tag("status", tag(transition.after().status()))
                .register(registry)
                .increment();
    }

    @Override
    public void probed(ProbeResult result) {
        Timer.builder("plimsoll.probe.duration")
                .description("How long attempts took")
                .tag("component", result.component())
                .tag("status", tag(result.finding().status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(result.latency());
    }

    private void bind(HealthMonitor monitor, String component) {
        for (Status status : Status.values()) {
            Gauge.builder("plimsoll.health.component", monitor, m -> oneIf(m.status(component) == status))
                    .description("1 for the present status of the component")
                    .tag("component", component)
                    .tag("status", tag(status))
                    .register(registry);
        }
        FunctionCounter.builder("plimsoll.probe.executions", monitor, m -> executions(m, component))
                .description("Attempts started")
                .tag("component", component)
                .register(registry);
    }

    private static double executions(HealthMonitor monitor, String component) {
        ComponentHealth health = monitor.report().components().get(component);
        return health == null ? 0 : health.executions();
    }

    private static double hung(HealthMonitor monitor) {
        return monitor.report().components().values().stream()
                .filter(health -> health.code() == Code.HUNG)
                .count();
    }

    private static double oneIf(boolean condition) {
        return condition ? 1 : 0;
    }

    private static String tag(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
