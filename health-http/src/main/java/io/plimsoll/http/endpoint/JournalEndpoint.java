package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.journal.Journal;
import io.plimsoll.journal.JournalEntry;
import io.plimsoll.journal.Noted;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Answers with what happened, and takes notes. */
final class JournalEndpoint implements Accepting {

    private static final Set<String> NOTE = Set.of("kind", "text");

    private final HealthMonitor health;
    private final Journal journal;
    private final Memo<List<JournalEntry>, OpsResponse> json;

    JournalEndpoint(HealthMonitor health) {
        this.health = health;
        this.journal = health.journal();
        this.json = new Memo<>(journal::entries, this::rendered);
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        String query = request.query();
        if (query == null || query.equals("format=json")) {
            return json.get();
        }
        return switch (query) {
            case "format=markdown" -> text("text/markdown", journal.postmortem(health.report()));
            case "format=update" -> text("text/plain", journal.update(health.report()));
            default -> Problem.NO_SUCH_FORMAT;
        };
    }

    @Override
    public OpsResponse accept(OpsRequest request, String segment) throws IOException {
        try {
            Told told = Told.of(request, NOTE, Problem.NO_NOTE);
            Noted noted = journal.note(told.text("kind"), told.text("text"));
            return OpsResponse.of(201, "application/json", JournalJson.note(noted));
        } catch (Told.Refused refused) {
            return refused.answer;
        } catch (IllegalArgumentException noNote) {
            return Problem.NO_NOTE;
        }
    }

    private OpsResponse rendered(List<JournalEntry> entries) {
        var report = health.report();
        return OpsResponse.of(
                200,
                "application/json",
                JournalJson.journal(report.service(), report.version(), journal.suspicions(), entries));
    }

    private static OpsResponse text(String type, String text) {
        return OpsResponse.of(200, type + "; charset=utf-8", text.getBytes(UTF_8));
    }
}
