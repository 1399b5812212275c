package io.plimsoll.http.probe;

import io.plimsoll.health.Finding;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a server that answered 429 is left alone.
 *
 * @param untilNanos reading of the ticker from which it may be asked again
 * @param last what it was found to be
 */
record Rest(long untilNanos, Finding last) {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The last finding again, marked as such, or {@code null} if the server may be asked. */
    @Nullable
    Finding repeated(long nowNanos) {
        long left = untilNanos - nowNanos;
        if (left <= 0) {
            return null;
        }
        return last.with("repeated", true).with("asks_again_in_ms", left / NANOS_PER_MILLI);
    }
}
