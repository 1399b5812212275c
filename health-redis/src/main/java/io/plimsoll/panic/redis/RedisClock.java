package io.plimsoll.panic.redis;

import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.time.Instant;

/**
 * What the clock of Redis shows, by this JVM's {@link Ticker}: pure.
 *
 * <p>An answer to {@code TIME} was right at some moment between question and answer; the middle is off by half of the round trip at
 * most. The best answer is kept as long as later ones agree with it: a slow answer, from a server or a JVM that was busy,
 * moves nothing. One that cannot be reconciled, since somebody has set a clock or another server answers, replaces it.
 *
 * @param at what it showed
 * @param nanos when, by the ticker
 * @param uncertainNanos how far off that is at most
 */
record RedisClock(Instant at, long nanos, long uncertainNanos) {

    /** Two clocks drift apart by 50 ppm or so; four times that is allowed for. */
    private static final long DRIFT = 5_000;

    /** What an answer tells by itself. */
    static RedisClock told(Instant time, long askedNanos, long answeredNanos) {
        long half = (answeredNanos - askedNanos) / 2;
        return new RedisClock(time, askedNanos + half, half);
    }

    /** What is known after another answer. */
    RedisClock next(RedisClock told) {
        long uncertain = uncertainAt(told.nanos);
        Duration off = Duration.between(at(told.nanos), told.at).abs();
        boolean agrees = off.compareTo(Duration.ofNanos(uncertain).plusNanos(told.uncertainNanos)) <= 0;
        return agrees && uncertain <= told.uncertainNanos ? this : told;
    }

    /** What it shows at that reading of the ticker. */
    Instant at(long tickerNanos) {
        return at.plusNanos(tickerNanos - nanos);
    }

    private long uncertainAt(long tickerNanos) {
        return uncertainNanos + Math.abs(tickerNanos - nanos) / DRIFT;
    }
}
