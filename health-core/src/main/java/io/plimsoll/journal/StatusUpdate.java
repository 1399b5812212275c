package io.plimsoll.journal;

import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Three lines for the incident channel: how it is and since when; where and why; what to look at. */
final class StatusUpdate {

    private static final int MOST_NAMES = 5;

    private StatusUpdate() {}

    static String of(HealthReport report, List<JournalEntry> newestFirst, JournalSettings settings, Instant now) {
        Incident incident = Incident.latest(newestFirst);
        List<ComponentHealth> sick = report.components().values().stream()
                .filter(component -> component.status() != Status.UP)
                .sorted(Comparator.comparing(ComponentHealth::status, StatusUpdate::worstFirst)
                        .thenComparing(ComponentHealth::since))
                .toList();
        return headline(report, sick, incident, now) + "\n"
                + cause(sick, incident) + "\n"
                + next(sick, newestFirst, settings, now) + "\n";
    }

    private static String headline(
            HealthReport report, List<ComponentHealth> sick, @Nullable Incident incident, Instant now) {
        String name = report.service() + " " + report.version() + " is " + report.status();
        if (!sick.isEmpty()) {
            Instant since = sick.stream()
                    .map(ComponentHealth::since)
                    .min(Comparator.naturalOrder())
                    .orElse(now);
            return name + " for " + Spans.show(Duration.between(since, now)) + " (since " + Markdown.second(since)
                    + " UTC): "
                    + sick.stream()
                            .limit(MOST_NAMES)
                            .map(each -> each.name() + " " + each.status() + " " + each.code())
                            .collect(Collectors.joining(", "));
        }
        Instant to = incident == null ? null : incident.to();
        return incident == null || to == null
                ? name + ": nothing has failed as far as the journal goes back"
                : name + " again since " + Markdown.second(to) + " UTC, after "
                        + Spans.show(Duration.between(incident.from(), to));
    }

    private static String cause(List<ComponentHealth> sick, @Nullable Incident incident) {
        if (incident == null) {
            return "Cause: none to look for";
        }
        String where = "first was " + incident.first().component() + " (layer "
                + incident.first().layer().word() + ")";
        String why = sick.isEmpty()
                ? String.valueOf(incident.first().finding().error())
                : String.valueOf(sick.get(0).error());
        List<String> suspicions = incident.suspicions();
        return suspicions.isEmpty()
                ? "Cause: " + where + ": " + why + "; no change was noted in the 15 min before"
                : "Cause: " + suspicions.get(0) + "; " + where + ": " + why;
    }

    private static String next(
            List<ComponentHealth> sick, List<JournalEntry> newestFirst, JournalSettings settings, Instant now) {
        URI runbook = sick.isEmpty() ? null : settings.runbookOf(sick.get(0).code());
        Optional<Noted> latest = newestFirst.stream()
                .filter(entry -> entry instanceof Noted)
                .map(entry -> (Noted) entry)
                .findFirst();
        return "Runbook: " + (runbook == null ? "none" : runbook) + "; last note: "
                + latest.map(note -> note.text() + " (" + note.kind() + ", "
                                + Spans.show(Duration.between(note.at(), now)) + " ago)")
                        .orElse("none");
    }

    private static int worstFirst(Status one, Status other) {
        return one == other ? 0 : one.isWorseThan(other) ? -1 : 1;
    }
}
