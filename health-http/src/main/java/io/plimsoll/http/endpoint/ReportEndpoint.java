package io.plimsoll.http.endpoint;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with a report or a part of it: 503 if that is DOWN, otherwise 200, and how old the report is. */
final class ReportEndpoint implements Endpoint {

    /** What of a report is answered with. */
    interface Part {

        /** Whose status decides. */
        Status status(HealthReport report);

        byte[] body(HealthReport report, Sight sight);
    }

    private final HealthMonitor health;
    private final Sights sights;
    private final Part part;
    private final Verdicts verdicts;
    private final List<Memo<HealthReport, Dated>> forms;

    ReportEndpoint(HealthMonitor health, Sights sights, Part part, Verdicts verdicts) {
        this.health = health;
        this.sights = sights;
        this.part = part;
        this.verdicts = verdicts;
        forms = Form.ALL.stream()
                .map(form -> {
                    Sight usual = sights.usual(form);
                    return new Memo<>(usual.health()::report, report -> rendered(report, usual));
                })
                .toList();
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        Sight special = sights.without(request.query(), form);
        return special == null ? usual(form) : dated(rendered(special.health().report(), special));
    }

    /** Answers whatever the request's query says. */
    OpsResponse usual(Form form) {
        return dated(forms.get(form.index()).get());
    }

    private OpsResponse dated(Dated answer) {
        return answer.at(health.ageMillis(answer.report) / 1_000);
    }

    private Dated rendered(HealthReport report, Sight sight) {
        return new Dated(
                report, verdicts.answer(part.status(report) != Status.DOWN, sight.form(), part.body(report, sight)));
    }

    /** A rendered report; its age is the only thing about it that changes, and that once a second. */
    private static final class Dated {

        private final HealthReport report;
        private final OpsResponse undated;
        private volatile @Nullable Aged latest; // whoever is last wins; any of them is right for its age

        Dated(HealthReport report, OpsResponse undated) {
            this.report = report;
            this.undated = undated;
        }

        OpsResponse at(long seconds) {
            Aged known = latest;
            if (known == null || known.seconds != seconds) {
                known = new Aged(seconds, undated.with("Age", Long.toString(seconds)));
                latest = known;
            }
            return known.response;
        }
    }

    private record Aged(long seconds, OpsResponse response) {}
}
