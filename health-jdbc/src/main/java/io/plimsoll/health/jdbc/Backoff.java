package io.plimsoll.health.jdbc;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * When the next attempt to connect may begin: after a failure, full jitter up to a cap that doubles from 1 s to 4.5 s.
 *
 * <p>The last cap is not 5 s because a connection is made in a check, and checks are an interval and up to a tenth apart:
 * so a database that is back is seen within 5 s and an interval.
 */
final class Backoff {

    static final Duration FIRST_CAP = Duration.ofSeconds(1);
    static final Duration LAST_CAP = Duration.ofMillis(4_500);

    private final LongUnaryOperator draw;
    private long capNanos = FIRST_CAP.toNanos();
    private long sinceNanos;
    private long waitNanos;

    /** @param draw draws evenly from zero to its argument, exclusive */
    Backoff(LongUnaryOperator draw) {
        this.draw = draw;
    }

    /** An attempt failed at this time. */
    void failed(long nanos) {
        sinceNanos = nanos;
        waitNanos = draw.applyAsLong(capNanos);
        capNanos = Math.min(2 * capNanos, LAST_CAP.toNanos());
    }

    /** An attempt succeeded: the next failure is a first one. */
    void succeeded() {
        waitNanos = 0;
        capNanos = FIRST_CAP.toNanos();
    }

    /** How long no attempt may begin; zero if one may. */
    Duration left(long nanos) {
        long left = waitNanos - (nanos - sinceNanos);
        return waitNanos == 0 || left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
    }
}
