package io.plimsoll.http.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.journal.Changed;
import io.plimsoll.journal.Evidence;
import io.plimsoll.journal.JournalEntry;
import io.plimsoll.journal.Noted;
import io.plimsoll.journal.Omitted;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The journal as JSON: what is suspected, then what happened, newest first. The journal has cut it to a size already. */
final class JournalJson {

    private static final int LONGEST_TEXT = 10_000;

    private JournalJson() {}

    static byte[] journal(String service, String version, List<String> suspicions, List<JournalEntry> newestFirst) {
        return Json.object(json -> {
            json.writeStringField("service", service);
            json.writeStringField("version", version);
            write(json, "suspicions", suspicions);
            json.writeArrayFieldStart("entries");
            for (JournalEntry entry : newestFirst) {
                json.writeStartObject();
                write(json, entry);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] note(Noted noted) {
        return Json.object(json -> write(json, noted));
    }

    private static void write(JsonGenerator json, JournalEntry entry) throws IOException {
        json.writeStringField("id", entry.id());
        json.writeStringField("at", Json.time(entry.at()));
        if (entry instanceof Changed change) {
            write(json, change);
        } else if (entry instanceof Noted note) {
            json.writeStringField("type", "noted");
            json.writeStringField("kind", note.kind());
            json.writeStringField("text", Json.foreign(note.text(), LONGEST_TEXT));
            Json.writeIfPresent(json, "trace_id", note.traceId());
        } else {
            Omitted omitted = (Omitted) entry;
            json.writeStringField("type", "omitted");
            json.writeStringField("from", Json.time(omitted.from()));
            json.writeNumberField("count", omitted.count());
        }
    }

    private static void write(JsonGenerator json, Changed change) throws IOException {
        Finding finding = change.finding();
        json.writeStringField("type", "changed");
        json.writeStringField("component", change.component());
        json.writeStringField("layer", change.layer().word());
        Json.writeIfPresent(
                json, "before", change.before() == null ? null : change.before().name());
        json.writeStringField("status", change.after().name());
        Json.writeIfPresent(
                json, "code", finding.code() == null ? null : finding.code().name());
        Json.writeIfPresent(json, "error", finding.error());
        json.writeStringField("service_status", change.service().name());
        Json.writeIfPresent(
                json,
                "runbook",
                change.runbook() == null ? null : change.runbook().toString());
        json.writeObjectFieldStart("readings");
        for (Map.Entry<String, Reading> reading : finding.readings().entrySet()) {
            json.writeFieldName(reading.getKey());
            Json.write(json, reading.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("details");
        for (Map.Entry<String, String> detail : finding.details().entrySet()) {
            json.writeStringField(detail.getKey(), Json.foreign(detail.getValue(), LONGEST_TEXT));
        }
        json.writeEndObject();
        if (change.evidence() != null) {
            json.writeObjectFieldStart("evidence");
            write(json, change.evidence());
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, Evidence evidence) throws IOException {
        write(json, "cause", evidence.cause());
        json.writeArrayFieldStart("last_results");
        for (Evidence.Result result : evidence.lastResults()) {
            json.writeStartObject();
            json.writeStringField("at", Json.time(result.at()));
            json.writeStringField("status", result.status().name());
            Json.writeIfPresent(
                    json, "code", result.code() == null ? null : result.code().name());
            json.writeNumberField("latency_ms", Json.millis(result.latency()));
            json.writeEndObject();
        }
        json.writeEndArray();
        write(json, "also_not_up", evidence.alsoNotUp());
        write(json, "changed_lately", evidence.changedLately());
        json.writeArrayFieldStart("threads");
        for (Evidence.Alike group : evidence.threads()) {
            json.writeStartObject();
            json.writeNumberField("count", group.count());
            json.writeStringField("state", group.state().name());
            write(json, "names", group.names());
            write(json, "stack", group.stack());
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.writeIfPresent(json, "threads_at", evidence.threadsAt() == null ? null : Json.time(evidence.threadsAt()));
        json.writeNumberField("unseen_threads", evidence.unseenThreads());
        if (evidence.hottest() != null) {
            write(json, evidence.hottest());
        }
        json.writeNumberField("heap_used_bytes", evidence.memory().usedBytes());
        json.writeNumberField("heap_committed_bytes", evidence.memory().committedBytes());
        json.writeNumberField("heap_max_bytes", evidence.memory().maxBytes());
        json.writeNumberField("gc_collections", evidence.memory().collections());
        json.writeNumberField("gc_ms", evidence.memory().collecting().toMillis());
    }

    private static void write(JsonGenerator json, Evidence.Hottest hottest) throws IOException {
        json.writeArrayFieldStart("hottest_threads");
        for (Evidence.Hot hot : hottest.threads()) {
            json.writeStartObject();
            json.writeStringField("name", Json.foreign(hot.name(), LONGEST_TEXT));
            json.writeNumberField("percent", hot.percent());
            write(json, "stack", hot.stack());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("hottest_over_ms", hottest.over().toMillis());
    }

    private static void write(JsonGenerator json, String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(Json.foreign(text, LONGEST_TEXT));
        }
        json.writeEndArray();
    }
}
