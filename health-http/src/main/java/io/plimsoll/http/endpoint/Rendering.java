package io.plimsoll.http.endpoint;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;

/**
 * What is answered, as bytes, in the wanted form.
 *
 * @param service its name, as configured
 * @param version its version, as configured
 */
record Rendering(String service, String version) {

    byte[] gate(Gate gate, Sight sight) {
        return sight.form().ietf()
                ? IetfJson.gate(gate, service, version, sight.leftOut(), sight.form())
                : HealthJson.gate(gate, service, version, sight.leftOut(), sight.form());
    }

    byte[] report(HealthReport report, Sight sight) {
        return sight.form().ietf()
                ? IetfJson.report(report, sight.leftOut(), sight.form())
                : HealthJson.report(report, sight.leftOut(), sight.form());
    }

    byte[] component(ComponentHealth component, Form form) {
        return form.ietf() ? IetfJson.component(component, form) : HealthJson.component(component, form);
    }
}
