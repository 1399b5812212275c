package io.plimsoll.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private final ManualTime time = new ManualTime();

    @Test
    void isThereAtOnceAndThenComesBackOneByOne() {
        var allowance = Allowance.of(time, 3, Duration.ofSeconds(10));

        assertThat(taken(allowance, 5)).isEqualTo(3);
        time.advance(Duration.ofMillis(9_999));
        assertThat(allowance.take()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(taken(allowance, 2)).isEqualTo(1);
        time.advance(Duration.ofDays(1));
        assertThat(taken(allowance, 9)).isEqualTo(3);
    }

    @Test
    void neverGivesMoreThanItsBurstAndItsRate() {
        Random random = Seed.random("AllowanceTest");
        for (int run = 0; run < 200; run++) {
            int most = 1 + random.nextInt(5);
            int periodMillis = 1 + random.nextInt(50);
            var allowance = Allowance.of(time, most, Duration.ofMillis(periodMillis));
            long millis = 0;
            int given = 0;
            for (int step = 0; step < 100; step++) {
                given += taken(allowance, random.nextInt(4));
                assertThat(given).as("after %d ms", millis).isLessThanOrEqualTo((int) (most + millis / periodMillis));
                int wait = random.nextInt(30);
                time.advanceWithoutScheduler(Duration.ofMillis(wait));
                millis += wait;
            }
        }
    }

    @Test
    void refusesWhatWouldNeverLetAnythingHappen() {
        assertThatThrownBy(() -> Allowance.of(time, 0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "an allowance must be at least 1 and come back after longer than zero: 0, PT1S; nothing would"
                                + " ever happen");
    }

    private static int taken(Allowance allowance, int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += allowance.take() ? 1 : 0;
        }
        return taken;
    }
}
