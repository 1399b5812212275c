package io.plimsoll.rules.broken.health;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Uses only the time that it was given. */
final class HandedIn {
    private HandedIn() {}

    static Instant instant(Clock clock) {
        return clock.instant();
    }

    static LocalDate today(Clock clock) {
        return LocalDate.now(clock);
    }

    static CompletableFuture<Void> later(Executor executor) {
        return CompletableFuture.runAsync(() -> {}, executor);
    }

    static Date date(Instant instant) {
        return Date.from(instant);
    }
}
