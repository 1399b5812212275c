package io.plimsoll.health.probe;

import java.time.Duration;

/**
 * Where a number is and how it got there, from look to look.
 *
 * <p>It rises as long as each look sees more than the one before, and stands still as long as each sees the same. Two looks
 * with a pause of this JVM between them prove neither, therefore both are known only after {@value #LOOKS} in a row.
 *
 * @param value at the last look
 * @param atNanos the last look
 * @param risingSinceNanos the last look that saw no rise
 * @param rises looks in a row that saw a rise, counted up to {@value #LOOKS}
 * @param stillSinceNanos the last look that saw a change, or the first one
 * @param stills looks in a row that saw no change, counted up to {@value #LOOKS}
 */
record Trend(long value, long atNanos, long risingSinceNanos, int rises, long stillSinceNanos, int stills) {

    static final int LOOKS = 3;

    static Trend startingAt(long value, long nowNanos) {
        return new Trend(value, nowNanos, nowNanos, 0, nowNanos, 0);
    }

    Trend next(long newValue, long nowNanos) {
        boolean rises = newValue > value;
        boolean stands = newValue == value;
        return new Trend(
                newValue,
                nowNanos,
                rises ? risingSinceNanos : nowNanos,
                rises ? Math.min(this.rises + 1, LOOKS) : 0,
                stands ? stillSinceNanos : nowNanos,
                stands ? Math.min(this.stills + 1, LOOKS) : 0);
    }

    boolean hasRisenFor(Duration duration) {
        return rises == LOOKS && Duration.ofNanos(atNanos - risingSinceNanos).compareTo(duration) >= 0;
    }

    boolean hasStoodFor(Duration duration) {
        return stills == LOOKS && Duration.ofNanos(atNanos - stillSinceNanos).compareTo(duration) >= 0;
    }
}
