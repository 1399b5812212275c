package io.plimsoll.resilience;

import java.time.Duration;
import java.util.Objects;

/**
 * When a circuit breaker opens, and how it closes again.
 *
 * @param failurePercent opens once so many of the last attempts have failed, from 1 to 100
 * @param minimumCalls judges no fewer attempts than this
 * @param window how long attempts are remembered, in whole seconds
 * @param open how long it stays open before it tries again
 * @param trialCalls how many attempts it lets through then
 * @param slowDeadlinePercent calls an attempt slow once it took so much of the deadline
 * @param slowPercent opens as well once so many of the last attempts were slow
 */
public record BreakerRule(
        int failurePercent,
        int minimumCalls,
        Duration window,
        Duration open,
        int trialCalls,
        int slowDeadlinePercent,
        int slowPercent) {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    public BreakerRule {
        requireBetween("failurePercent", failurePercent, 1, 100);
        requireBetween("minimumCalls", minimumCalls, 1, 100_000);
        requireBetween("trialCalls", trialCalls, 1, 1_000);
        requireBetween("slowDeadlinePercent", slowDeadlinePercent, 1, 100);
        requireBetween("slowPercent", slowPercent, 1, 100);
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(open, "open");
        if (window.toSeconds() < 1 || window.compareTo(LONGEST) > 0 || window.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "the breaker's window must be whole seconds from 1 s to 10 min, but is " + window);
        }
        if (open.toMillis() < 1 || open.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the breaker must stay open for 1 ms to 10 min, but would for " + open);
        }
    }

    /** How long an attempt may take before it is slow. */
    Duration slowAfter(Duration deadline) {
        return deadline.multipliedBy(slowDeadlinePercent).dividedBy(100);
    }

    private static void requireBetween(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "the breaker's " + name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
