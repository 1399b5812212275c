package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.monitor.HealthMonitor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every request for health, whatever server it came in by.
 *
 * <table>
 * <caption>Routes</caption>
 * <tr><td>{@code /health/shallow}</td><td>{@link HealthMonitor#alive()}: 200 or 503</td></tr>
 * <tr><td>{@code /health/ready}</td><td>{@link HealthMonitor#ready()}: 200 or 503</td></tr>
 * <tr><td>{@code /health/started}</td><td>{@link HealthMonitor#started()}: 200 or 503</td></tr>
 * <tr><td>{@code /health/deep}</td><td>{@link HealthMonitor#report()}: 503 if DOWN, otherwise 200</td></tr>
 * <tr><td>{@code /health/deep/{component}}</td><td>one component of it: the same, 404 if there is none</td></tr>
 * </table>
 *
 * <p>Only {@code GET} and {@code HEAD} are answered, queries are ignored, and a path has exactly one spelling: with a
 * trailing slash it is another, and 404. An answer comes from memory; it starts no probe and waits for none.
 *
 * <p>Safe from any thread, an event loop's included.
 */
public final class OpsRouter {

    private static final Logger log = LoggerFactory.getLogger(OpsRouter.class);
    private static final String OTHER = "other";

    private final List<Route> routes;
    private final @Nullable AnswerListener listener;
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    private final AtomicBoolean listenerFailureLogged = new AtomicBoolean();

    OpsRouter(List<Route> routes, @Nullable AnswerListener listener) {
        this.routes = List.copyOf(routes);
        this.listener = listener;
    }

    /** Begins a router for the monitor, which the router neither starts nor closes. */
    public static Builder builder(HealthMonitor health) {
        return new Builder(requireNonNull(health, "health"));
    }

    /**
     * Answers, whatever is asked. Never throws and never blocks: what goes wrong inside is a 500 without text, and the first
     * time a line in the log.
     */
    public OpsResponse handle(OpsRequest request) {
        String endpoint = OTHER;
        OpsResponse response;
        try {
            Route route = routeFrom(request.path());
            endpoint = route == null ? OTHER : route.name();
            response = answer(request, route);
            if (request.method().equals("HEAD")) {
                response = response.withoutBody();
            }
        } catch (Throwable unexpected) {
            if (failureLogged.compareAndSet(false, true)) {
                log.warn(
                        "Answering a request for health failed; it was answered with 500, and this is not logged again",
                        unexpected);
            }
            response = Problem.UNEXPECTED;
        }
        tell(endpoint, response.status());
        return response;
    }

    private @Nullable Route routeFrom(String path) {
        for (Route route : routes) {
            if (route.leadsFrom(path)) {
                return route;
            }
        }
        return null;
    }

    private static OpsResponse answer(OpsRequest request, @Nullable Route route) {
        if (route == null) {
            return Problem.NO_SUCH_PATH;
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Problem.READ_ONLY;
        }
        String segment = route.segment(request.path());
        return segment == null ? Problem.MALFORMED_NAME : route.endpoint().answer(request, segment);
    }

    private void tell(String endpoint, int status) {
        if (listener == null) {
            return;
        }
        try {
            listener.answered(endpoint, status);
        } catch (Throwable thrown) {
            if (listenerFailureLogged.compareAndSet(false, true)) {
                log.warn("A listener of answers failed; answers go on, and this is not logged again", thrown);
            }
        }
    }

    /** What a router is made of. */
    public static final class Builder {

        private final HealthMonitor health;
        private @Nullable AnswerListener listener;

        private Builder(HealthMonitor health) {
            this.health = health;
        }

        /** Tells the listener of every answer; none by default. */
        public Builder listener(AnswerListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        public OpsRouter build() {
            HealthReport first = health.report();
            String service = first.service();
            String version = first.version();
            var verdicts = new Verdicts(health.shortestInterval());
            return new OpsRouter(
                    List.of(
                            Route.of(
                                    "shallow",
                                    "/health/shallow",
                                    new GateEndpoint(health::alive, service, version, verdicts)),
                            Route.of(
                                    "ready",
                                    "/health/ready",
                                    new GateEndpoint(health::ready, service, version, verdicts)),
                            Route.of(
                                    "started",
                                    "/health/started",
                                    new GateEndpoint(health::started, service, version, verdicts)),
                            Route.of(
                                    "deep",
                                    "/health/deep",
                                    new ReportEndpoint(health, HealthReport::status, HealthJson::report, verdicts)),
                            Route.of(
                                    "component", "/health/deep/{component}", new ComponentsEndpoint(health, verdicts))),
                    listener);
        }
    }
}
