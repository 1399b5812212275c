package io.plimsoll.panic.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RedisClockTest {

    private static final Instant NOON = Instant.parse("2026-05-22T12:00:00Z");
    private static final long MILLI = 1_000_000;
    /** Near its overflow. */
    private static final long START = new ManualTime().nanos() + 9_990 * MILLI;

    @Test
    void takesTheMiddleOfARoundTrip() {
        RedisClock clock = RedisClock.told(NOON, START, START + 10 * MILLI);

        assertThat(clock.at(START + 5 * MILLI)).isEqualTo(NOON);
        assertThat(clock.at(START + 105 * MILLI)).isEqualTo(NOON.plusMillis(100));
        assertThat(clock.uncertainNanos()).isEqualTo(5 * MILLI);
    }

    @Test
    void keepsAGoodAnswerWhenASlowOneAgreesWithIt() {
        RedisClock good = RedisClock.told(NOON, START, START + MILLI);

        RedisClock after = good.next(told(good, 900, 1_000, Duration.ofMillis(400)));

        assertThat(after).isSameAs(good);
    }

    @Test
    void takesABetterAnswer() {
        RedisClock slow = RedisClock.told(NOON, START, START + 1_000 * MILLI);
        RedisClock better = told(slow, 5_000, 1, Duration.ofMillis(300));

        assertThat(slow.next(better)).isSameAs(better);
    }

    @Test
    void takesAnyAnswerThatCannotBeReconciled() {
        RedisClock good = RedisClock.told(NOON, START, START + MILLI);

        for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1), Duration.ofMillis(-600)}) {
            RedisClock jumped = told(good, 5_000, 1_000, jump);
            assertThat(good.next(jumped)).as("%s", jump).isSameAs(jumped);
        }
    }

    @Test
    void trustsAnOldAnswerLess() {
        RedisClock good = RedisClock.told(NOON, START, START + MILLI);

        RedisClock hourLater = told(good, 3_600_000, 10, Duration.ofMillis(5));

        assertThat(good.next(hourLater)).as("clocks drift").isSameAs(hourLater);
    }

    /** An answer so many milliseconds later, with that round trip, which is off by that. */
    private static RedisClock told(RedisClock clock, long later, long roundTrip, Duration off) {
        long asked = clock.nanos() + (later - roundTrip / 2) * MILLI;
        return RedisClock.told(clock.at(asked + roundTrip * MILLI / 2).plus(off), asked, asked + roundTrip * MILLI);
    }
}
