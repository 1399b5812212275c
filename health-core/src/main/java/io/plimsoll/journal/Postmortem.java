package io.plimsoll.journal;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.journal.Evidence.Alike;
import io.plimsoll.journal.Incident.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A postmortem of the latest incident, to be finished by people. */
final class Postmortem {

    private static final int MOST_LINES = 100;
    private static final int MOST_WINDOWS = 50;
    private static final int MOST_GROUPS = 5;

    private final HealthReport report;
    private final List<JournalEntry> newestFirst;
    private final StringBuilder text = new StringBuilder();

    Postmortem(HealthReport report, List<JournalEntry> newestFirst) {
        this.report = report;
        this.newestFirst = newestFirst;
    }

    String text() {
        Incident incident = Incident.latest(newestFirst);
        if (incident == null) {
            line("# " + Markdown.escaped(report.service()) + ": nothing has failed as far as the journal goes back");
            return text.toString();
        }
        line("# Postmortem: " + Markdown.escaped(report.service()) + ", " + Markdown.minute(incident.from()) + " UTC");
        line("");
        line("Draft from the journal of one instance; times are UTC. What is in _italics_ is for people to write.");
        summary(incident);
        impact(incident.windows());
        timeline(incident);
        evidence();
        questions(incident);
        return text.toString();
    }

    private void summary(Incident incident) {
        heading("Summary");
        incident.suspicions().forEach(suspicion -> line("- **" + Markdown.escaped(suspicion) + "**"));
        Changed first = incident.first();
        line("- First: " + Markdown.escaped(first.sentence()) + " (layer "
                + first.layer().word() + ", event " + Markdown.escaped(first.id()) + ")");
        line("- " + duration(incident.from(), incident.to()) + "; version " + Markdown.escaped(report.version()));
        line("- _Who was affected, how badly, and how it was noticed_");
    }

    private void impact(List<Window> windows) {
        heading("Impact");
        line("| component | layer | worst | from | to | for |");
        line("| --- | --- | --- | --- | --- | --- |");
        for (Window window : windows.subList(0, Math.min(MOST_WINDOWS, windows.size()))) {
            line("| " + Markdown.escaped(window.component()) + " | "
                    + window.layer().word() + " | " + window.worst()
                    + " " + Markdown.escaped(window.code() + ": " + window.error()) + " | "
                    + Markdown.second(window.from()) + " | " + end(window.to()) + " | "
                    + span(window.from(), window.to()) + " |");
        }
        if (windows.size() > MOST_WINDOWS) {
            line("");
            line("and " + (windows.size() - MOST_WINDOWS) + " more");
        }
    }

    private void timeline(Incident incident) {
        heading("Timeline");
        Instant from = incident.from().minus(Incident.SUSPICIOUS);
        List<JournalEntry> entries =
                newestFirst.stream().filter(entry -> !entry.at().isBefore(from)).toList();
        int oldest = Math.min(MOST_LINES, entries.size()) - 1;
        if (entries.size() > MOST_LINES) {
            line("- " + (entries.size() - MOST_LINES) + " earlier entries are left out");
        }
        for (int i = oldest; i >= 0; i--) {
            line("- " + Markdown.second(entries.get(i).at()) + " " + Markdown.escaped(told(entries.get(i))));
        }
    }

    private void evidence() {
        for (JournalEntry entry : newestFirst) {
            if (entry instanceof Changed change && change.evidence() != null) {
                heading("Evidence of " + Markdown.escaped(change.id()));
                show(change, change.evidence());
                return;
            }
        }
    }

    private void show(Changed change, Evidence evidence) {
        for (var detail : change.finding().details().entrySet()) {
            line(Markdown.escaped(detail.getKey()) + "&#58;");
            line("");
            line(Markdown.fenced(detail.getValue()));
        }
        if (evidence.hottest() != null) {
            line("Hottest threads, over " + evidence.hottest().over().toMillis() + " ms&#58;");
            line("");
            evidence.hottest().threads().forEach(hot -> line(Markdown.fenced(hot.text())));
        }
        for (Alike group : evidence.threads()
                .subList(0, Math.min(MOST_GROUPS, evidence.threads().size()))) {
            line(Markdown.fenced(group.count() + " " + group.state() + " " + group.names() + "\n  at "
                    + String.join("\n  at ", group.stack())));
        }
    }

    private void questions(Incident incident) {
        heading("Root cause");
        line("1. Why was " + Markdown.escaped(incident.first().component()) + " not UP? _..._");
        for (int why = 2; why <= 5; why++) {
            line(why + ". Why was that? _..._");
        }
        heading("What went well");
        line("- _..._");
        heading("What to improve");
        line("- _..._");
        heading("Actions");
        line("| action | owner | due |");
        line("| --- | --- | --- |");
        line("| _..._ | _..._ | _..._ |");
    }

    private static String told(JournalEntry entry) {
        if (entry instanceof Changed change) {
            String sentence = change.sentence();
            return change.service() == Status.UP ? sentence : sentence + " (service " + change.service() + ")";
        }
        if (entry instanceof Noted note) {
            return note.kind() + ": " + note.text();
        }
        Omitted omitted = (Omitted) entry;
        return omitted.count() + " changes that came too fast, from " + Markdown.second(omitted.from());
    }

    private static String duration(Instant from, @Nullable Instant to) {
        return to == null
                ? "Not over: since " + Markdown.second(from)
                : "Over after " + span(from, to) + ", at " + Markdown.second(to);
    }

    private static String span(Instant from, @Nullable Instant to) {
        return to == null ? "" : Spans.show(Duration.between(from, to));
    }

    private static String end(@Nullable Instant to) {
        return to == null ? "not over" : Markdown.second(to);
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
