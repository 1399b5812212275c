package io.plimsoll.http.spring;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Scope;
import io.plimsoll.health.monitor.HealthMonitor;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * What the monitor knows, in Spring Boot's {@code /actuator/health}: one child for each component.
 *
 * <pre>{@code
 * @Bean
 * HealthContributor plimsoll(HealthMonitor health) {
 *     return new ActuatorHealth(health);
 * }
 * }</pre>
 *
 * <p>To be asked is to read memory: no request runs a probe or waits for one. Details are the fields of a component in {@code
 * /health/deep}, which anyone may see; a probe's details and exceptions are not among them.
 *
 * <p>UP and DOWN are Boot's own. {@link #DEGRADED} is not: Boot answers it with 200, as we do, but leaves it out when it
 * looks for the worst of several, so that a service with one degraded component would show UP. Name it:
 *
 * <pre>{@code management.endpoint.health.status.order=down,out-of-service,degraded,up,unknown}</pre>
 *
 * <p>Do not map its HTTP status: the first mapping in the configuration takes away the 503 of DOWN. Under {@link
 * io.plimsoll.health.monitor.HealthMonitorBuilder#strict()} what is not UP is shown as DOWN, because Boot decides by the
 * children alone.
 *
 * <p>A component that is muted ({@link io.plimsoll.health.monitor.HealthMonitorBuilder#panic}) and not UP is UNKNOWN here, which
 * comes after UP in that order and so decides nothing; its details say what it is.
 *
 * <p>A component that is another service's health ({@link HealthMonitor#otherServices()}) is here at worst DEGRADED, whatever
 * else holds; code and error say what is the matter. {@code /health/deep} leaves it out of answers to those who ask for the
 * sake of their own health, but Boot cannot be told that a request comes from such a one, and two services that require each
 * other's {@code /actuator/health} could hold each other DOWN long after the outage that they shared.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Spring Boot to compile
public final class ActuatorHealth implements CompositeHealthContributor {

    /** Works, but not as it should; as {@link io.plimsoll.health.Status#DEGRADED}. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private static final int NANOS_PER_MILLI_DIGITS = 6;

    private final HealthMonitor health;

    public ActuatorHealth(HealthMonitor health) {
        this.health = requireNonNull(health, "health");
    }

    /** The component of this name; {@code null} if there is none. */
    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return health.report().components().containsKey(name) ? indicator(name) : null;
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return health.report().components().keySet().stream()
                .map(name -> new HealthContributors.Entry(name, indicator(name)));
    }

    private HealthIndicator indicator(String name) {
        return () -> {
            HealthReport report = health.report();
            ComponentHealth component = requireNonNull(report.components().get(name));
            return Health.status(status(component, report))
                    .withDetails(details(component))
                    .build();
        };
    }

    private Status status(ComponentHealth component, HealthReport report) {
        if (component.code() == Code.MUTED) {
            return Status.UNKNOWN;
        }
        if (health.otherServices().contains(component.name())) {
            return component.status() == io.plimsoll.health.Status.UP ? Status.UP : DEGRADED;
        }
        return switch (component.status()) {
            case UP -> Status.UP;
            case DEGRADED -> isStrict(report) ? Status.DOWN : DEGRADED;
            case DOWN -> Status.DOWN;
        };
    }

    /** A service is worse than its worst component only under the strict rule. */
    private static boolean isStrict(HealthReport report) {
        return report.components().values().stream()
                .noneMatch(component -> component.status() == report.status() && component.code() != Code.MUTED);
    }

    private static Map<String, Object> details(ComponentHealth component) {
        var details = new LinkedHashMap<String, Object>();
        boolean up = component.status() == io.plimsoll.health.Status.UP;
        if (!up) {
            put(
                    details,
                    "code",
                    component.code() == null ? null : component.code().name());
            put(details, "error", component.error());
            if (component.finding().scope() == Scope.LOCAL) {
                details.put("scope", "local");
            }
        }
        if (component.latency() != null) {
            details.put("latency_ms", millis(component.latency().toNanos()));
        }
        component.finding().readings().forEach((name, reading) -> details.put(name, reading.show()));
        details.put("since", time(component.since()));
        put(details, "checked_at", component.checkedAt() == null ? null : time(component.checkedAt()));
        put(details, "event_id", up ? null : component.eventId());
        return details;
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    private static BigDecimal millis(long nanos) {
        return BigDecimal.valueOf(nanos, NANOS_PER_MILLI_DIGITS).setScale(1, RoundingMode.HALF_UP);
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }
}
