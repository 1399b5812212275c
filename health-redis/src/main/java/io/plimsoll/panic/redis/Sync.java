package io.plimsoll.panic.redis;

import io.plimsoll.health.Finding;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How well one instance is in step with the fleet.
 *
 * @param synced whether it ever was
 * @param atNanos when it last was: all that Redis knew was here, and all that is known here was in Redis. Before the first
 *     time, when it began to try
 * @param trouble why it is not by now; {@code null} while it is, and before the first attempt
 * @param hintsRefused why messages cannot be used; {@code null} if they can
 * @param ahead by how much the clock of Redis is ahead of this instance's wall clock; {@code null} if not known
 */
record Sync(
        boolean synced,
        long atNanos,
        @Nullable Finding trouble,
        @Nullable Finding hintsRefused,
        @Nullable Duration ahead) {

    static Sync notYet(long nanos) {
        return new Sync(false, nanos, null, null, null);
    }

    Sync done(long nanos, @Nullable Duration nowAhead) {
        return new Sync(true, nanos, null, hintsRefused, nowAhead);
    }

    Sync failed(Finding why) {
        return new Sync(synced, atNanos, why, hintsRefused, ahead);
    }

    Sync hints(@Nullable Finding refused) {
        return new Sync(synced, atNanos, trouble, refused, ahead);
    }
}
