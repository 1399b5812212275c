package io.plimsoll.health.probe;

import java.time.Duration;

/**
 * Where a number is and how it got there, from look to look.
 *
 * <p>It rises as long as each look sees more than the one before, and stands still as long as each sees the same. Nobody knows
 * what it did while nobody looked, because this JVM was paused or the number could not be read; so a gap between two looks
 * counts for no more than twice the one before.
 *
 * @param value at the last look
 * @param atNanos the last look
 * @param gapNanos between the last two looks, as it was counted; 0 before there are two
 * @param risenNanos how long it has been rising
 * @param stoodNanos how long it has been the same
 */
record Trend(long value, long atNanos, long gapNanos, long risenNanos, long stoodNanos) {

    static Trend startingAt(long value, long nowNanos) {
        return new Trend(value, nowNanos, 0, 0, 0);
    }

    Trend next(long newValue, long nowNanos) {
        long gap = nowNanos - atNanos;
        long counted = gapNanos == 0 ? gap : Math.min(gap, 2 * gapNanos);
        return new Trend(
                newValue,
                nowNanos,
                counted,
                newValue > value ? risenNanos + counted : 0,
                newValue == value ? stoodNanos + counted : 0);
    }

    boolean hasRisenFor(Duration duration) {
        return Duration.ofNanos(risenNanos).compareTo(duration) >= 0;
    }

    boolean hasStoodFor(Duration duration) {
        return Duration.ofNanos(stoodNanos).compareTo(duration) >= 0;
    }
}
