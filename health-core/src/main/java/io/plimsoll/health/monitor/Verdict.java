package io.plimsoll.health.monitor;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What we hold of a component after all attempts so far: a pure state machine, (verdict, attempt) to verdict.
 *
 * <p>The status changes for the worse after {@code failureThreshold} attempts in a row that were worse than it, and for
 * the better after {@code successThreshold} in a row that were better. One attempt that agrees with it, or points the
 * other way, starts the count again. The first result decides alone, since there is nothing older to believe.
 *
 * @param finding the newest finding with the status that we hold
 * @param streak attempts in a row that disagree: positive for worse, negative for better
 * @param everUp whether it has been UP once
 * @param checkedAt when the last attempt ended; {@code null} before the first
 * @param latency of the last attempt; {@code null} before the first
 */
record Verdict(
        Finding finding,
        int streak,
        boolean everUp,
        @Nullable Instant checkedAt,
        @Nullable Duration latency) {

    static Verdict notRunYet() {
        return new Verdict(Finding.down(Code.NOT_RUN_YET, "Not checked yet"), 0, false, null, null);
    }

    Status status() {
        return finding.status();
    }

    Verdict next(ProbeResult attempt, int failureThreshold, int successThreshold) {
        Status seen = attempt.finding().status();
        if (checkedAt == null || seen == status()) {
            return adopt(attempt);
        }
        boolean worse = seen.isWorseThan(status());
        int row = worse ? Math.max(streak, 0) + 1 : Math.min(streak, 0) - 1;
        if (Math.abs(row) >= (worse ? failureThreshold : successThreshold)) {
            return adopt(attempt);
        }
        return new Verdict(finding, row, everUp, attempt.at(), attempt.latency());
    }

    /** Takes the attempt's finding whatever the thresholds say: for what is known for certain. */
    Verdict adopt(ProbeResult attempt) {
        Finding adopted = attempt.finding();
        return new Verdict(adopted, 0, everUp || adopted.status() == Status.UP, attempt.at(), attempt.latency());
    }
}
