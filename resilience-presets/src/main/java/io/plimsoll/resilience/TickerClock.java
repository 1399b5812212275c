package io.plimsoll.resilience;

import io.plimsoll.time.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Measured time in the form in which resilience4j asks for it: it never jumps as the wall clock does. */
final class TickerClock extends Clock {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Ticker measure;
    private final long originNanos;

    TickerClock(Ticker ticker) {
        this.measure = ticker;
        this.originNanos = ticker.nanos();
    }

    @Override
    public Instant instant() {
        long nanos = measure.nanos() - originNanos;
        return Instant.ofEpochSecond(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND); // half the work of plusNanos
    }

    @Override
    public long millis() {
        return (measure.nanos() - originNanos) / 1_000_000;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
