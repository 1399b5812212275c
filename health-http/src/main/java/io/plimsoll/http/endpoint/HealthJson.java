package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Gate;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Health as the JSON that anyone may read: names in snake_case, times in RFC 3339 as UTC to the second.
 *
 * <p>A finding's details and cause are not among it: they are for the log and for those with access to details.
 */
final class HealthJson {

    /** Buffers are not pooled: after a change there is one rendering, and no thread should keep them until the next. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .build();

    private static final int EXPECTED_BYTES = 1024;
    private static final int NANOS_PER_MILLI_DIGITS = 6;

    private HealthJson() {}

    static byte[] report(HealthReport report) {
        return object(json -> {
            json.writeStringField("status", report.status().name());
            json.writeStringField("timestamp", time(report.timestamp()));
            json.writeStringField("service", report.service());
            json.writeStringField("version", report.version());
            writeIfPresent(json, "reason", report.reason());
            json.writeObjectFieldStart("components");
            for (ComponentHealth component : report.components().values()) {
                json.writeObjectFieldStart(component.name());
                writeFields(json, component);
                json.writeEndObject();
            }
            json.writeEndObject();
        });
    }

    /** The same object as in {@link #report}. */
    static byte[] component(ComponentHealth component) {
        return object(json -> writeFields(json, component));
    }

    static byte[] gate(Gate gate, String service, String version) {
        return object(json -> {
            json.writeStringField("status", (gate.open() ? Status.UP : Status.DOWN).name());
            json.writeStringField("service", service);
            json.writeStringField("version", version);
            writeIfPresent(json, "reason", gate.reason());
        });
    }

    static byte[] problem(int status, String title, @Nullable String detail) {
        return object(json -> {
            json.writeNumberField("status", status);
            json.writeStringField("title", title);
            writeIfPresent(json, "detail", detail);
        });
    }

    private static void writeFields(JsonGenerator json, ComponentHealth component) throws IOException {
        boolean up = component.status() == Status.UP;
        json.writeStringField("status", component.status().name());
        if (!up) {
            writeIfPresent(
                    json,
                    "code",
                    component.code() == null ? null : component.code().name());
            writeIfPresent(json, "error", component.error());
            if (component.finding().scope() == Scope.LOCAL) {
                json.writeStringField("scope", "local");
            }
        }
        if (component.latency() != null) {
            json.writeNumberField("latency_ms", millis(component.latency()));
        }
        for (Map.Entry<String, Reading> reading : component.finding().readings().entrySet()) {
            json.writeFieldName(reading.getKey());
            write(json, reading.getValue());
        }
        json.writeStringField("since", time(component.since()));
        writeIfPresent(json, "checked_at", component.checkedAt() == null ? null : time(component.checkedAt()));
        writeIfPresent(json, "event_id", up ? null : component.eventId());
    }

    private static void write(JsonGenerator json, Reading reading) throws IOException {
        if (reading instanceof Reading.Count count) {
            json.writeNumber(count.value());
        } else if (reading instanceof Reading.Measure measure) {
            json.writeNumber(measure.value());
        } else {
            json.writeBoolean(((Reading.Flag) reading).value());
        }
    }

    private static void writeIfPresent(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text);
        }
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos(), NANOS_PER_MILLI_DIGITS).setScale(1, RoundingMode.HALF_UP);
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
    }

    private static byte[] object(Fields fields) {
        var bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }
}
