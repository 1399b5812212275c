package io.plimsoll.health.jdbc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the sentinel found in one check. */
sealed interface Look {

    /**
     * The database answered.
     *
     * @param roundTrip of the one statement; not the time to connect
     */
    record Answered(Duration roundTrip) implements Look {}

    /**
     * It did not, or not well.
     *
     * @param backingOff {@code null} if this was just found; otherwise for how long nothing new is tried, and this is how the
     *     last attempt ended
     */
    record Failed(Failure failure, @Nullable Duration backingOff) implements Look {}
}
