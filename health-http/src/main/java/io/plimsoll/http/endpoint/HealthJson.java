package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Health as our own JSON: names in snake_case, and nothing but what whoever asks may see. */
final class HealthJson {

    private HealthJson() {}

    static byte[] report(HealthReport report, LeftOut leftOut, Form form) {
        return Json.object(json -> {
            json.writeStringField("status", report.status().name());
            json.writeStringField("timestamp", Json.time(report.timestamp()));
            json.writeStringField("service", report.service());
            json.writeStringField("version", report.version());
            Json.writeIfPresent(json, "reason", report.reason());
            writeLeftOut(json, leftOut);
            json.writeObjectFieldStart("components");
            for (ComponentHealth component : report.components().values()) {
                json.writeObjectFieldStart(component.name());
                writeFields(json, component, form);
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /** The same object as in {@link #report}. */
    static byte[] component(ComponentHealth component, Form form) {
        return Json.object(json -> writeFields(json, component, form));
    }

    static byte[] gate(Gate gate, String service, String version, LeftOut leftOut, Form form) {
        return Json.object(json -> {
            json.writeStringField("status", (gate.open() ? Status.UP : Status.DOWN).name());
            if (form.access() != Access.NONE) {
                json.writeStringField("service", service);
                json.writeStringField("version", version);
                Json.writeIfPresent(json, "reason", gate.reason());
                writeLeftOut(json, leftOut);
            }
        });
    }

    static byte[] problem(int status, String title, @Nullable String detail) {
        return Json.object(json -> {
            json.writeNumberField("status", status);
            json.writeStringField("title", title);
            Json.writeIfPresent(json, "detail", detail);
        });
    }

    private static void writeLeftOut(JsonGenerator json, LeftOut leftOut) throws IOException {
        if (!leftOut.names().isEmpty()) {
            json.writeArrayFieldStart("excluded");
            for (String name : leftOut.names()) {
                json.writeString(name);
            }
            json.writeEndArray();
        }
        Json.writeIfPresent(json, "warning", leftOut.warning());
    }

    private static void writeFields(JsonGenerator json, ComponentHealth component, Form form) throws IOException {
        boolean up = component.status() == Status.UP;
        json.writeStringField("status", component.status().name());
        if (!up) {
            Json.writeIfPresent(
                    json,
                    "code",
                    component.code() == null ? null : component.code().name());
            Json.writeIfPresent(json, "error", component.error());
            if (component.finding().scope() == Scope.LOCAL) {
                json.writeStringField("scope", "local");
            }
        }
        if (component.latency() != null) {
            json.writeNumberField("latency_ms", Json.millis(component.latency()));
        }
        for (Map.Entry<String, Reading> reading : component.finding().readings().entrySet()) {
            json.writeFieldName(reading.getKey());
            Json.write(json, reading.getValue());
        }
        json.writeStringField("since", Json.time(component.since()));
        Json.writeIfPresent(
                json, "checked_at", component.checkedAt() == null ? null : Json.time(component.checkedAt()));
        Json.writeIfPresent(json, "event_id", up ? null : component.eventId());
        if (form.showsDetails()) {
            DetailsJson.writeTo(json, component.finding());
        }
    }
}
