package io.plimsoll.http.endpoint;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.monitor.HealthMonitor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers with the component that the path names. */
final class ComponentsEndpoint implements Endpoint {

    private final Map<String, Endpoint> byName = new LinkedHashMap<>();

    ComponentsEndpoint(HealthMonitor health, Verdicts verdicts) {
        for (String name : health.report().components().keySet()) {
            byName.put(
                    name,
                    new ReportEndpoint(
                            health,
                            report -> component(report, name).status(),
                            report -> HealthJson.component(component(report, name)),
                            verdicts));
        }
    }

    @Override
    public OpsResponse answer(OpsRequest request, String segment) {
        Endpoint component = byName.get(segment);
        return component == null ? Problem.NO_SUCH_COMPONENT : component.answer(request, segment);
    }

    private static ComponentHealth component(HealthReport report, String name) {
        return requireNonNull(report.components().get(name), name);
    }
}
