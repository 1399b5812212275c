package io.plimsoll.health.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AwakeTimeTest {

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long START = Long.MAX_VALUE - 50 * MS; // overflows on the way

    @Test
    void countsTimeThatIsTickedInTime() {
        var awake = new AwakeTime(START, 1_000 * MS);

        for (long i = 1; i <= 10; i++) {
            assertThat(awake.tick(START + i * 100 * MS)).isEqualTo(i * 100 * MS);
        }
        assertThat(awake.elapsed(START + 1_050 * MS)).isEqualTo(1_050 * MS);
        assertThat(awake.paused(START + 1_050 * MS)).isZero();
    }

    @Test
    void countsOneBeatForAPause() {
        var awake = new AwakeTime(START, 1_000 * MS);
        awake.tick(START + 100 * MS);

        assertThat(awake.elapsed(START + 30_100 * MS)).isEqualTo(200 * MS);
        assertThat(awake.paused(START + 30_100 * MS)).isEqualTo(29_900 * MS);
        assertThat(awake.tick(START + 30_100 * MS)).isEqualTo(200 * MS);
        assertThat(awake.tick(START + 30_200 * MS)).isEqualTo(300 * MS);
        assertThat(awake.paused(START + 30_200 * MS)).isEqualTo(29_900 * MS);
    }

    @Test
    void seesAPauseThatIsShortButLongForAShortTimeout() {
        var awake = new AwakeTime(START, 150 * MS);

        assertThat(awake.beatNanos()).isEqualTo(37_500_000);
        assertThat(awake.elapsed(START + 190 * MS)).isEqualTo(37_500_000);
    }

    @Test
    void splitsAllTimeIntoAwakeAndPausedAndNeverGoesBack() {
        Random random = Seed.random("awake time");
        for (int round = 0; round < 1_000; round++) {
            var awake = new AwakeTime(START, 1_000 * MS);
            long now = START;
            long last = 0;
            for (int i = 0; i < 50; i++) {
                now += random.nextInt(10) == 0 ? random.nextInt(60_000) * MS : random.nextInt(150) * MS;
                long elapsed = random.nextBoolean() ? awake.tick(now) : awake.elapsed(now);
                assertThat(elapsed + awake.paused(now)).isEqualTo(now - START);
                if (random.nextBoolean()) {
                    assertThat(awake.tick(now)).isGreaterThanOrEqualTo(last);
                    last = awake.elapsed(now);
                }
            }
        }
    }
}
