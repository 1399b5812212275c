package io.plimsoll.rules.broken.health;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;

final class ReadsClocks {
    static final Ticker TICKER = System::nanoTime;

    private ReadsClocks() {}

    interface Ticker {
        long nanos();
    }

    static long millis() {
        return System.currentTimeMillis();
    }

    static Instant instant() {
        return Instant.now();
    }

    static LocalDate today() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    static Clock clock() {
        return Clock.systemUTC();
    }

    static Clock ticking() {
        return Clock.tickSeconds(ZoneOffset.UTC);
    }

    static InstantSource source() {
        return InstantSource.system();
    }

    @SuppressWarnings("JavaUtilDate")
    static Date date() {
        return new Date();
    }
}
