package io.plimsoll.http.endpoint;

import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers with a report or a part of it: 503 if that is DOWN, otherwise 200, and how old the report is. */
final class ReportEndpoint implements Endpoint {

    private final HealthMonitor health;
    private final Memo<HealthReport, Dated> answer;

    /**
     * @param part whose status decides
     * @param body shows the part
     */
    ReportEndpoint(
            HealthMonitor health,
            Function<HealthReport, Status> part,
            Function<HealthReport, byte[]> body,
            Verdicts verdicts) {
        this.health = health;
        answer = new Memo<>(
                health::report,
                report -> new Dated(report, verdicts.answer(part.apply(report) != Status.DOWN, body.apply(report))));
    }

    @Override
    public OpsResponse answer(OpsRequest request, String segment) {
        Dated dated = answer.get();
        return dated.at(health.age(dated.report).toSeconds());
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
