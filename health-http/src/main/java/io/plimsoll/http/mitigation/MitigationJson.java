package io.plimsoll.http.mitigation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.panic.Lease;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What was done and what was not, as JSON. */
final class MitigationJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private MitigationJson() {}

    static byte[] of(List<Step> steps, int truncated, boolean dryRun) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeBooleanField("dry_run", dryRun);
            json.writeNumberField("truncated_alerts", truncated);
            write(json, "done", "did", steps, true);
            write(json, "not_done", "why", steps, false);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("Writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, String name, String word, List<Step> steps, boolean done)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Step step : steps) {
            if (step.outcome().isDone() == done) {
                json.writeStartObject();
                json.writeNumberField("alert", step.alert());
                json.writeStringField(word, step.outcome().name());
                write(json, step);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Step step) throws IOException {
        if (step.action() != null) {
            json.writeStringField("action", step.action());
        }
        if (step.button() != null) {
            json.writeStringField("button", step.button());
        }
        Lease lease = step.lease();
        if (lease != null) {
            json.writeStringField("lease", lease.id());
            json.writeStringField(
                    "until", DateTimeFormatter.ISO_INSTANT.format(lease.until().truncatedTo(ChronoUnit.SECONDS)));
        }
    }
}
