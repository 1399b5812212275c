package io.plimsoll.health.monitor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * At what pace a component is probed and how many attempts change its status.
 *
 * @param interval from start to start of its probe, never shorter; up to 10 % longer by jitter. Default 2 s, or what
 *     the probe needs if that is more
 * @param timeout after which an attempt is given up; at most the interval. Default 1 s, or the interval if that is shorter
 * @param failureThreshold attempts in a row that must be worse before the status gets worse. Default 1
 * @param successThreshold attempts in a row that must be better before the status gets better. Default 1
 */
public record ProbeSettings(Duration interval, Duration timeout, int failureThreshold, int successThreshold) {

    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public ProbeSettings {
        requirePositive("interval", requireNonNull(interval, "interval"));
        requirePositive("timeout", requireNonNull(timeout, "timeout"));
        requireAtLeastOne("failure threshold", failureThreshold);
        requireAtLeastOne("success threshold", successThreshold);
    }

    /** Every 2 s, given up after 1 s, one attempt decides. */
    public static ProbeSettings defaults() {
        return every(DEFAULT_INTERVAL);
    }

    /** The given interval, and for the rest the defaults. */
    public static ProbeSettings every(Duration interval) {
        requireNonNull(interval, "interval");
        return new ProbeSettings(interval, interval.compareTo(DEFAULT_TIMEOUT) < 0 ? interval : DEFAULT_TIMEOUT, 1, 1);
    }

    public ProbeSettings interval(Duration newInterval) {
        return new ProbeSettings(newInterval, timeout, failureThreshold, successThreshold);
    }

    public ProbeSettings timeout(Duration newTimeout) {
        return new ProbeSettings(interval, newTimeout, failureThreshold, successThreshold);
    }

    public ProbeSettings failureThreshold(int attempts) {
        return new ProbeSettings(interval, timeout, attempts, successThreshold);
    }

    public ProbeSettings successThreshold(int attempts) {
        return new ProbeSettings(interval, timeout, failureThreshold, attempts);
    }

    /** The age at which a result is too old to be believed: twice the interval plus the timeout. */
    public Duration staleAfter() {
        return interval.multipliedBy(2).plus(timeout);
    }

    /** Refuses what is impossible only in combination; the names are in the message. */
    void requireFitFor(String component, Duration minimumInterval) {
        if (timeout.compareTo(interval) > 0) {
            throw new IllegalStateException("component '" + component + "': timeout " + Durations.show(timeout)
                    + " is longer than interval " + Durations.show(interval)
                    + "; an attempt would not be over when the next one is due");
        }
        if (interval.compareTo(minimumInterval) < 0) {
            throw new IllegalStateException("component '" + component + "': interval " + Durations.show(interval)
                    + " is shorter than the " + Durations.show(minimumInterval)
                    + " that its probe allows; the probe itself would become load on its dependency");
        }
    }

    static Duration requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be more than 0 and at most 1 day, but is "
                    + Durations.show(value) + "; the component would never be known");
        }
        return value;
    }

    static int requireAtLeastOne(String name, int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException(
                    name + " must be at least 1 attempt, but is " + attempts + "; its status could never change");
        }
        return attempts;
    }
}
