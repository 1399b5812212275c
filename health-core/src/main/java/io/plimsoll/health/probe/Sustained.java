package io.plimsoll.health.probe;

import java.time.Duration;

/** Whether something has been so at each look, for so long that it is no burst. Used by one thread at a time. */
final class Sustained {

    private final long enoughNanos;
    private boolean was;
    private long sinceNanos;

    Sustained(Duration enough) {
        enoughNanos = enough.toNanos();
    }

    /**
     * Takes one more look.
     *
     * @param fromNanos since when it has been so, as far as this look alone tells
     * @return whether it has been so for long
     */
    boolean look(boolean isSo, long fromNanos, long nowNanos) {
        sinceNanos = isSo && !was ? fromNanos : sinceNanos;
        was = isSo;
        return isSo && nowNanos - sinceNanos >= enoughNanos;
    }

    /** Refuses a moment, under the name of the component. */
    static Duration require(String component, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(component + ": sustainedFor must be longer than zero: " + duration
                    + "; every start of this JVM would be a finding");
        }
        return duration;
    }
}
