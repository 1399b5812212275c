package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Status;
import java.io.IOException;
import java.util.Map;

/**
 * Health as {@code application/health+json}, by the expired but widely read IETF draft <i>Health Check Response Format for
 * HTTP APIs</i> (draft-inadarei-api-health-check-06).
 *
 * <p>A component is a check named {@code component:responseTime}, which carries its verdict, and one more check for each of
 * its readings. UP, DEGRADED and DOWN are {@code pass}, {@code warn} and {@code fail}.
 */
final class IetfJson {

    private IetfJson() {}

    static byte[] report(HealthReport report, LeftOut leftOut, Form form) {
        return Json.object(json -> {
            json.writeStringField("status", word(report.status()));
            writeIdentity(json, report.service(), report.version());
            Json.writeIfPresent(json, "output", report.reason());
            writeNotes(json, leftOut);
            json.writeObjectFieldStart("checks");
            for (ComponentHealth component : report.components().values()) {
                writeChecks(json, component, form);
            }
            json.writeEndObject();
        });
    }

    static byte[] component(ComponentHealth component, Form form) {
        return Json.object(json -> {
            json.writeStringField("status", word(component.status()));
            if (component.status() != Status.UP) {
                Json.writeIfPresent(json, "output", component.error());
            }
            json.writeObjectFieldStart("checks");
            writeChecks(json, component, form);
            json.writeEndObject();
        });
    }

    static byte[] gate(Gate gate, String service, String version, LeftOut leftOut, Form form) {
        return Json.object(json -> {
            json.writeStringField("status", word(gate.open() ? Status.UP : Status.DOWN));
            if (form.access() != Access.NONE) {
                writeIdentity(json, service, version);
                Json.writeIfPresent(json, "output", gate.reason());
                writeNotes(json, leftOut);
            }
        });
    }

    private static String word(Status status) {
        return switch (status) {
            case UP -> "pass";
            case DEGRADED -> "warn";
            case DOWN -> "fail";
        };
    }

    private static void writeIdentity(JsonGenerator json, String service, String version) throws IOException {
        json.writeStringField("serviceId", service);
        json.writeStringField("releaseId", version);
    }

    private static void writeNotes(JsonGenerator json, LeftOut leftOut) throws IOException {
        if (leftOut.names().isEmpty() && leftOut.warning() == null) {
            return;
        }
        json.writeArrayFieldStart("notes");
        for (String name : leftOut.names()) {
            json.writeString("excluded: " + name);
        }
        if (leftOut.warning() != null) {
            json.writeString(leftOut.warning());
        }
        json.writeEndArray();
    }

    private static void writeChecks(JsonGenerator json, ComponentHealth component, Form form) throws IOException {
        begin(json, component, "responseTime");
        if (component.latency() != null) {
            json.writeNumberField("observedValue", Json.millis(component.latency()));
            json.writeStringField("observedUnit", "ms");
        }
        json.writeStringField("status", word(component.status()));
        if (component.status() != Status.UP) {
            Json.writeIfPresent(json, "output", component.code() + ": " + component.error());
        }
        end(json, component, form);
        for (Map.Entry<String, Reading> reading : component.finding().readings().entrySet()) {
            begin(json, component, reading.getKey());
            json.writeFieldName("observedValue");
            Json.write(json, reading.getValue());
            end(json, component, Form.of(Access.STATUS, true, false));
        }
    }

    private static void begin(JsonGenerator json, ComponentHealth component, String measurement) throws IOException {
        json.writeArrayFieldStart(component.name() + ":" + measurement);
        json.writeStartObject();
        json.writeStringField("componentType", "component");
    }

    private static void end(JsonGenerator json, ComponentHealth component, Form form) throws IOException {
        if (component.checkedAt() != null) {
            json.writeStringField("time", Json.time(component.checkedAt()));
        }
        if (form.showsDetails()) {
            DetailsJson.writeTo(json, component.finding());
        }
        json.writeEndObject();
        json.writeEndArray();
    }
}
