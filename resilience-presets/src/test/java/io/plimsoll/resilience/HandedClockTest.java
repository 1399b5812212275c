package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HandedClockTest {

    private final long origin = Long.MAX_VALUE - 5; // the measured time of a JVM may overflow
    private final HandedClock clock = new HandedClock(origin);

    @Test
    void isAsLateAsWasSaidLast() {
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

        clock.reached(origin + ofMillis(2_500).toNanos());

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusMillis(2_500));
        assertThat(clock.millis()).isEqualTo(2_500);
    }

    @Test
    void staysWhereItIsForLessThanAMillisecond() {
        clock.reached(origin + ofNanos(999_999).toNanos());
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);

        clock.reached(origin + ofMillis(1).toNanos());
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusMillis(1));
    }

    @Test
    void neverGoesBackForAThreadThatWasHeldUp() {
        clock.reached(origin + ofSeconds(9).toNanos());
        clock.reached(origin + ofSeconds(3).toNanos());

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(9));
    }
}
