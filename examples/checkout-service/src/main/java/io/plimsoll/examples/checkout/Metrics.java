package io.plimsoll.examples.checkout;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.plimsoll.health.micrometer.HealthMetrics;
import io.plimsoll.health.micrometer.PanicMetrics;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.resilience.logstorm.LogStormCounts;
import io.plimsoll.resilience.logstorm.logback.LogStormFilter;
import io.plimsoll.resilience.micrometer.GuardMetrics;
import io.plimsoll.resilience.micrometer.LogStormMetrics;
import io.plimsoll.resilience.micrometer.ShedMetrics;
import io.plimsoll.resilience.shed.LoadShedder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.EventsHandler;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.LoggerFactory;

/** What a Prometheus scrapes: requests, guards, buttons, errors and health. The rules in {@code examples/observability} read it. */
final class Metrics implements AutoCloseable {

    private static final Set<String> ROUTES = Set.of(
            "/carts",
            "/checkout",
            "/orders",
            "/recommendations",
            "/bestsellers",
            "/views",
            "/operations",
            "/chaos",
            "/health");
    private static final String OTHER = "other";

    /** One of them is where the alert is: 2 s. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Shows what these do, from now on. */
    HealthMetrics bind(HealthMonitor health, Guards guards, PanicBoard panic, LoadShedder shedder) {
        guards.all().forEach(guard -> GuardMetrics.bind(guard, registry));
        PanicMetrics.bind(panic, registry);
        ShedMetrics.bind(shedder, registry);
        LogStormMetrics.bind(Metrics::errors, registry);
        return HealthMetrics.bind(health, registry);
    }

    /** What the filter in {@code logback.xml} has let through and dropped. */
    private static LogStormCounts errors() {
        return LogStormFilter.in((LoggerContext) LoggerFactory.getILoggerFactory())
                .map(LogStormFilter::counts)
                .orElse(LogStormCounts.NONE);
    }

    /** Everything, in the text format of Prometheus. */
    String scrape() {
        return registry.scrape();
    }

    /** Measures requests as their clients see them: from their headers to the end of the answer, the wait for a worker included. */
    Handler measuring(Handler handler) {
        return new Measuring(handler);
    }

    @Override
    public void close() {
        registry.close();
    }

    private final class Measuring extends EventsHandler {

        private Measuring(Handler handler) {
            super(handler);
        }

        @Override
        protected void onComplete(Request request, int status, HttpFields headers, Throwable failure) {
            Timer.builder("http.request.duration")
                    .description("How long requests took, with their wait for a worker")
                    .tag("route", routeOf(Request.getPathInContext(request)))
                    .tag("status", Integer.toString(status))
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry)
                    .record(NanoTime.since(request.getHeadersNanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** One word of a fixed set: what strangers ask for makes no series. */
    static String routeOf(String path) {
        int end = path.indexOf('/', 1);
        String first = end < 0 ? path : path.substring(0, end);
        return ROUTES.contains(first) ? first : OTHER;
    }
}
