package io.plimsoll.resilience.backoff;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.resilience.Seed;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @ParameterizedTest
    @CsvSource({
        "0, 50",
        "1, 100",
        "2, 200",
        "3, 400",
        "4, 800",
        "5, 1600",
        "6, 2000",
        "7, 2000",
        "31, 2000",
        "62, 2000",
        "63, 2000",
        "64, 2000",
        "2147483647, 2000"
    })
    void doublesUpToTheCapAndNeverOverflows(int retry, long boundMillis) {
        Backoff backoff = Backoff.fullJitter(ofMillis(50), ofSeconds(2));

        assertThat(backoff.bound(retry)).isEqualTo(ofMillis(boundMillis));
    }

    @Test
    void drawsBelowTheBound() {
        assertThat(Backoff.fullJitter(ofMillis(50), ofSeconds(2), () -> 0).delay(3))
                .isZero();
        assertThat(Backoff.fullJitter(ofMillis(50), ofSeconds(2), () -> 0.5).delay(3))
                .isEqualTo(ofMillis(200));
        assertThat(Backoff.fullJitter(ofMillis(50), ofSeconds(2), () -> ALMOST_ONE)
                        .delay(3))
                .isLessThan(ofMillis(400))
                .isGreaterThan(ofMillis(399));
    }

    @Test
    void neverLeavesItsBoundsWhateverTheNumbers() {
        Random random = Seed.random("Backoff");
        for (int i = 0; i < 100_000; i++) {
            long base = 1 + (long) (random.nextDouble() * ofDays(1).toNanos() / (1L << random.nextInt(40)));
            long cap = base + (long) (random.nextDouble() * (ofDays(1).toNanos() - base));
            int retry = random.nextInt(100);
            Backoff backoff = Backoff.fullJitter(ofNanos(base), ofNanos(cap), random::nextDouble);

            assertThat(backoff.bound(retry)).isBetween(ofNanos(Math.min(base, cap)), ofNanos(cap));
            assertThat(backoff.delay(retry)).isBetween(Duration.ZERO, backoff.bound(retry));
        }
    }

    @Test
    void keepsItsJitterAtTheCap() {
        Random random = Seed.random("Jitter at the cap");
        Backoff backoff = Backoff.fullJitter(ofMillis(100), ofSeconds(10), random::nextDouble);

        long[] waits = random.ints(20_000)
                .mapToLong(any -> backoff.delay(9).toMillis())
                .sorted()
                .toArray();

        assertThat(Arrays.stream(waits).filter(wait -> wait == 10_000).count()).isZero();
        assertThat(waits[waits.length / 4]).isBetween(2_300L, 2_700L);
        assertThat(waits[waits.length / 2]).isBetween(4_700L, 5_300L);
        assertThat(waits[3 * waits.length / 4]).isBetween(7_300L, 7_700L);
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThatThrownBy(() -> Backoff.fullJitter(ofSeconds(3), ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the backoff's base PT3S is longer than its cap PT2S; it could never grow, so one of the two is"
                                + " not what was meant");
        assertThatThrownBy(() -> Backoff.fullJitter(Duration.ZERO, ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the backoff's base must be more than 0 and at most 1 day, but is PT0S");
        assertThatThrownBy(() -> Backoff.fullJitter(ofSeconds(1), ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the backoff's cap must be more than 0 and at most 1 day, but is PT48H");
        assertThatThrownBy(() -> Backoff.fullJitter(ofMillis(50), ofSeconds(2)).delay(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retries are counted from 0, but this is retry -1");
    }
}
