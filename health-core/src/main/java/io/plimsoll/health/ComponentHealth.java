package io.plimsoll.health;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one component looks in a report.
 *
 * @param name as configured
 * @param required whether the service cannot work without it
 * @param status the verdict, after thresholds; an optional component is at worst {@link Status#DEGRADED}
 * @param finding the finding that the verdict rests on; its own status is the uncapped one
 * @param latency of the last attempt; {@code null} before the first one
 * @param since when the present status began
 * @param checkedAt when the last attempt ended; {@code null} before the first one
 * @param eventId names the transition that led here in the log; {@code null} while it has been nothing but UP
 * @param executions how many attempts have been started
 */
public record ComponentHealth(
        String name,
        boolean required,
        Status status,
        Finding finding,
        @Nullable Duration latency,
        Instant since,
        @Nullable Instant checkedAt,
        @Nullable String eventId,
        long executions) {

    public ComponentHealth {
        requireNonNull(name, "name");
        requireNonNull(status, "status");
        requireNonNull(finding, "finding");
        requireNonNull(since, "since");
    }

    /** Why it is not UP; {@code null} if it is. */
    public @Nullable Code code() {
        return finding.code();
    }

    /** Why it is not UP, in one line that anyone may read; {@code null} if it is. */
    public @Nullable String error() {
        return finding.error();
    }
}
