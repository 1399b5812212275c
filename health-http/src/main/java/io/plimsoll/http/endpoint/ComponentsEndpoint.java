package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers with the component that the path names. */
final class ComponentsEndpoint implements Endpoint {

    private final Sights sights;
    private final Map<String, ReportEndpoint> byName = new LinkedHashMap<>();

    ComponentsEndpoint(HealthMonitor health, Sights sights, Rendering rendering, Verdicts verdicts) {
        this.sights = sights;
        Sights whole = Sights.ofEverything(health);
        for (String name : sights.names()) {
            byName.put(name, new ReportEndpoint(health, whole, new Component(name, rendering), verdicts));
        }
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        ReportEndpoint component = byName.get(segment);
        if (component == null) {
            return Problem.NO_SUCH_COMPONENT;
        }
        return sights.hides(segment, form) ? Problem.OTHER_SERVICE : component.usual(form);
    }

    private record Component(String name, Rendering rendering) implements ReportEndpoint.Part {

        @Override
        public Status status(HealthReport report) {
            return in(report).status();
        }

        @Override
        public byte[] body(HealthReport report, Sight sight) {
            return rendering.component(in(report), sight.form());
        }

        @Override
        public Instant foundOut(HealthReport report) {
            Instant checkedAt = in(report).checkedAt();
            return checkedAt == null ? report.timestamp() : checkedAt;
        }

        private ComponentHealth in(HealthReport report) {
            return requireNonNull(report.components().get(name), name);
        }
    }
}
