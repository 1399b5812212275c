package io.plimsoll.http.endpoint;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers with a report or a part of it: 503 if that is DOWN, otherwise 200, and how old that is. */
final class ReportEndpoint implements Endpoint {

    /** What of a report is answered with. */
    interface Part {

        /** Whose status decides. */
        Status status(HealthReport report);

        byte[] body(HealthReport report, Sight sight);

        /** Since when this is known. */
        Instant foundOut(HealthReport report);
    }

    private final HealthMonitor health;
    private final Part part;
    private final Verdicts verdicts;
    private final PerSight<Memo<HealthReport, Dated>> answers;

    ReportEndpoint(HealthMonitor health, Sights sights, Part part, Verdicts verdicts) {
        this.health = health;
        this.part = part;
        this.verdicts = verdicts;
        answers =
                new PerSight<>(sights, sight -> new Memo<>(sight.health()::report, report -> rendered(report, sight)));
    }

    @Override
    public OpsResponse answer(OpsRequest request, Form form, String segment) {
        return dated(answers.of(request, form).get());
    }

    /** Answers whatever the request's query says. */
    OpsResponse usual(Form form) {
        return dated(answers.usual(form).get());
    }

    private OpsResponse dated(Dated answer) {
        return answer.at(health.ageMillis(answer.foundOut) / 1_000);
    }

    private Dated rendered(HealthReport report, Sight sight) {
        return new Dated(
                part.foundOut(report),
                verdicts.answer(part.status(report) != Status.DOWN, sight.form(), part.body(report, sight)));
    }

    /** A rendered report; its age is the only thing about it that changes, and that once a second. */
    private static final class Dated {

        private final Instant foundOut;
        private final OpsResponse undated;
        private volatile @Nullable Aged latest; // whoever is last wins; any of them is right for its age

        Dated(Instant foundOut, OpsResponse undated) {
            this.foundOut = foundOut;
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
