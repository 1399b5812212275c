package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthView;
import io.plimsoll.panic.PanicBoard;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
 * <tr><td>{@code /health/journal}</td><td>{@link HealthMonitor#journal()}: what happened, for {@link Access#DETAILS}; {@code
 * POST} adds a note, for {@link Access#OPERATE}</td></tr>
 * <tr><td>{@code /panic}</td><td>the buttons of a board and what holds them, for {@link Access#OPERATE}; only with {@link
 * Builder#panic}</td></tr>
 * <tr><td>{@code /panic/{button}/press}, {@code extend}, {@code release}</td><td>{@code POST}, for {@link
 * Access#OPERATE}</td></tr>
 * <tr><td>{@code /mitigation}</td><td>{@code POST}, for whom the {@link Webhook} believes; only with {@link Builder#mitigation}</td></tr>
 * <tr><td>{@code /metrics}</td><td>what a Prometheus scrapes, for {@link Access#STATUS}; only with {@link Builder#metrics}</td></tr>
 * </table>
 *
 * <p><b>Access.</b> Anyone gets {@link Access#STATUS}; {@link Builder#readers} and {@link Builder#operators} name the
 * credentials that bring more. A credential that is not valid is treated as none, and the answer says so by {@code
 * WWW-Authenticate}: a load balancer with an outdated token must not take the service for sick.
 *
 * <p><b>Forms.</b> {@code Accept: application/health+json} gets the format of the IETF draft. {@code
 * ?exclude=redis&exclude=queue} leaves components out of this one answer, verdict included; a name that does not exist
 * earns a warning. A request with the header {@code Health-Chain} comes from another service that asks for its own health,
 * and is answered without the components that are another service's health: whatever asks whom in a circle, no service can
 * hold itself DOWN.
 *
 * <p>Only {@code GET} and {@code HEAD} are answered, and {@code POST} by the journal, the buttons and a webhook. A path has exactly one spelling: with a trailing slash it is
 * another, and 404. An answer comes from memory; it starts no probe and waits for none. What {@code /metrics} costs is the registry's.
 *
 * <p>Safe from any thread, an event loop's included.
 */
public final class OpsRouter {

    /** How many bytes a body may have that comes from an operator; for a webhook there is {@link Webhook#LONGEST_BODY}. */
    public static final int LONGEST_BODY = Told.LONGEST;

    private static final Logger log = LoggerFactory.getLogger(OpsRouter.class);
    private static final String OTHER = "other";
    private static final String HEALTH_CHAIN = "Health-Chain";

    private final Route[] routes; // a list's iterator is garbage until the compiler sees through it
    private final AccessPolicy policy;
    private final @Nullable AnswerListener listener;
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    private final AtomicBoolean listenerFailureLogged = new AtomicBoolean();

    OpsRouter(List<Route> routes, AccessPolicy policy, @Nullable AnswerListener listener) {
        this.routes = routes.toArray(Route[]::new);
        this.policy = policy;
        this.listener = listener;
    }

    /** Begins a router for the monitor, which the router neither starts nor closes. */
    public static Builder builder(HealthMonitor health) {
        return new Builder(requireNonNull(health, "health"));
    }

    /**
     * Answers, whatever is asked. Never throws, and blocks for nothing but the body of a request of which it reads one, see
     * {@link #longestBodyOf}: what goes wrong inside is a 500 without text, and the first time a line in the log.
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

    /**
     * How many bytes of the body of this request the answer depends on at most: so many an adapter that must not block collects, and
     * one more if there are more, before it has the request answered. 0 if there is nothing to wait for.
     */
    public int longestBodyOf(OpsRequest request) {
        Accepting accepting = toldBy(request, routeFrom(request.path()));
        if (accepting == null) {
            return 0;
        }
        try {
            boolean mayTell = policy.accessOf(policy.credentialOf(request)).includes(accepting.needs());
            return mayTell ? accepting.longestBody(request) : 0;
        } catch (RuntimeException unexpected) {
            return 0; // handle() comes upon it again, and answers for it
        }
    }

    private @Nullable Route routeFrom(String path) {
        for (Route route : routes) {
            if (route.leadsFrom(path)) {
                return route;
            }
        }
        return null;
    }

    private OpsResponse answer(OpsRequest request, @Nullable Route route) {
        if (route == null) {
            return Problem.NO_SUCH_PATH;
        }
        Access held = policy.credentialOf(request);
        Access access = policy.accessOf(held);
        Accepting accepting = toldBy(request, route);
        Access needed = accepting == null ? route.needs() : accepting.needs();
        if (!access.includes(needed)) {
            return policy.refusal(held, needed);
        }
        if (accepting == null
                && !request.method().equals("GET")
                && !request.method().equals("HEAD")) {
            return route.endpoint().otherMethod();
        }
        String segment = route.segment(request.path());
        if (segment == null) {
            return Problem.MALFORMED_NAME;
        }
        if (accepting != null) {
            return accept(accepting, request, segment);
        }
        var form =
                Form.of(access, Accepted.prefersIetf(request.header("Accept")), request.header(HEALTH_CHAIN) != null);
        OpsResponse answer = route.endpoint().answer(request, form, segment);
        return policy.ignoredTokenOf(request, held) ? Problem.challenging(answer) : answer;
    }

    /** What this request tells something; {@code null} if it asks. */
    private static @Nullable Accepting toldBy(OpsRequest request, @Nullable Route route) {
        return request.method().equals("POST") && route != null && route.endpoint() instanceof Accepting accepting
                ? accepting
                : null;
    }

    private static OpsResponse accept(Accepting accepting, OpsRequest request, String segment) {
        try {
            return accepting.accept(request, segment);
        } catch (IOException gone) {
            return Problem.LOST_BODY;
        }
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
        private Access anyone = Access.STATUS;
        private @Nullable Credential readers;
        private @Nullable Credential operators;
        private @Nullable AnswerListener listener;
        private @Nullable PanicBoard panic;
        private @Nullable Webhook mitigation;
        private @Nullable Supplier<String> metrics;

        private Builder(HealthMonitor health) {
            this.health = health;
        }

        /**
         * What a request gets that brings no credential; {@link Access#STATUS} by default. With {@link Access#NONE} it is
         * told whether the service is alive, started and ready, and nothing else; {@code exclude} is of no effect then.
         *
         * @throws IllegalArgumentException for {@link Access#OPERATE}
         */
        public Builder anyone(Access access) {
            if (access == Access.OPERATE) {
                throw new IllegalArgumentException(
                        "anyone must not get OPERATE: whoever reaches the port could switch features off");
            }
            anyone = requireNonNull(access, "access");
            return this;
        }

        /** What brings {@link Access#DETAILS}; by default nothing does. */
        public Builder readers(Credential credential) {
            readers = requireNonNull(credential, "credential");
            return this;
        }

        /** What brings {@link Access#OPERATE}, and with it the details; by default nothing does. */
        public Builder operators(Credential credential) {
            operators = requireNonNull(credential, "credential");
            return this;
        }

        /** Has the board's buttons shown and pressed at {@code /panic}; by default nothing answers there. */
        public Builder panic(PanicBoard board) {
            panic = requireNonNull(board, "board");
            return this;
        }

        /** Lets alerts press buttons at {@code /mitigation}; by default nothing answers there. */
        public Builder mitigation(Webhook webhook) {
            mitigation = requireNonNull(webhook, "webhook");
            return this;
        }

        /**
         * Has what a registry of metrics writes scraped at {@code /metrics}; by default nothing answers there. So an alert still
         * has its numbers when the threads of the business are all stuck, and is one of the things that nobody outside needs.
         *
         * <pre>{@code
         * OpsRouter.builder(health).metrics(prometheusMeterRegistry::scrape)
         * }</pre>
         *
         * @param scrape the text format of Prometheus, version 0.0.4. Called with every such request, on the thread that answers:
         *     gauges that block have no place in that registry
         */
        public Builder metrics(Supplier<String> scrape) {
            metrics = requireNonNull(scrape, "scrape");
            return this;
        }

        /** Tells the listener of every answer; none by default. */
        public Builder listener(AnswerListener listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Makes the router.
         *
         * @throws IllegalStateException if {@code jackson-core} is not there
         */
        public OpsRouter build() {
            requireJackson();
            HealthReport first = health.report();
            var rendering = new Rendering(first.service(), first.version());
            var verdicts = new Verdicts(health.shortestInterval());
            Sights sights = Sights.byTheOneHopRule(health);
            Route component = Route.of(
                    "component",
                    Access.STATUS,
                    "/health/deep/{component}",
                    new ComponentsEndpoint(health, sights, rendering, verdicts));
            var routes = new ArrayList<>(List.of(
                    Route.of(
                            "shallow",
                            Access.NONE,
                            "/health/shallow",
                            new GateEndpoint(sights, HealthView::alive, rendering, verdicts)),
                    Route.of(
                            "ready",
                            Access.NONE,
                            "/health/ready",
                            new GateEndpoint(sights, HealthView::ready, rendering, verdicts)),
                    Route.of(
                            "started",
                            Access.NONE,
                            "/health/started",
                            new GateEndpoint(sights, HealthView::started, rendering, verdicts)),
                    Route.of(
                            "deep",
                            Access.STATUS,
                            "/health/deep",
                            new ReportEndpoint(health, sights, new Everything(rendering), verdicts))));
            sights.names().forEach(name -> routes.add(component.at(name)));
            routes.add(component);
            routes.add(Route.of("journal", Access.DETAILS, "/health/journal", new JournalEndpoint(health)));
            if (panic != null) {
                routes.addAll(PanicRoutes.of(panic));
            }
            if (mitigation != null) {
                routes.add(Route.of("mitigation", Access.NONE, "/mitigation", new WebhookEndpoint(mitigation)));
            }
            if (metrics != null) {
                routes.add(Route.of("metrics", Access.STATUS, "/metrics", new MetricsEndpoint(metrics)));
            }
            return new OpsRouter(routes, AccessPolicy.of(anyone, readers, operators), listener);
        }

        private static void requireJackson() {
            try {
                Problem.UNEXPECTED.status(); // the first of the answers that are made in advance
            } catch (NoClassDefFoundError missing) {
                throw new IllegalStateException(
                        "a router needs com.fasterxml.jackson.core, which is not there: add the dependency jackson-core"
                                + " and, in a module, requires com.fasterxml.jackson.core; no request could be answered",
                        missing);
            }
        }
    }

    private record Everything(Rendering rendering) implements ReportEndpoint.Part {

        @Override
        public Status status(HealthReport report) {
            return report.status();
        }

        @Override
        public byte[] body(HealthReport report, Sight sight) {
            return rendering.report(report, sight);
        }

        @Override
        public Instant foundOut(HealthReport report) {
            return report.timestamp();
        }
    }
}
