package io.plimsoll.health.jdbc;

import java.time.Duration;

/** What the sentinel found in one check. */
sealed interface Look {

    /**
     * The database answered.
     *
     * @param roundTrip of the one statement; not the time to connect
     */
    record Answered(Duration roundTrip) implements Look {}

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
}
