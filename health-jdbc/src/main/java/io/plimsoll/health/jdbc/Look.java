package io.plimsoll.health.jdbc;

import io.plimsoll.health.Finding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the sentinel found in one check. */
sealed interface Look {

    /**
     * The database answered.
     *
     * @param roundTrip of the one question; not the time to connect
     * @param objection what is wrong all the same; {@code null} if nothing is
     */
    record Answered(Duration roundTrip, @Nullable Finding objection) implements Look {}

    /** It did not, or not well. */
    record Failed(Failure failure) implements Look {}

    /**
     * It did not when it was last tried, and nothing was tried this time.
     *
     * @param failure how the last attempt to connect ended
     * @param took how long that attempt was under way
     * @param left for how long no new one begins
     */
    record BackingOff(Failure failure, Duration took, Duration left) implements Look {}

    /** What a look that brought no answer means; {@code null} after an answer. */
    default @Nullable Finding whyUnanswered() {
        if (this instanceof Failed failed) {
            return failed.failure().finding();
        }
        if (this instanceof BackingOff waiting) {
            return waiting.failure()
                    .finding()
                    .took(waiting.took())
                    .detail(
                            "backing_off",
                            "this is how the last attempt to connect ended; the next one begins in "
                                    + waiting.left().toMillis() + " ms at the earliest");
        }
        return null;
    }
}
