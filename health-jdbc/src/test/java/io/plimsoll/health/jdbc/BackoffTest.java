package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.probe.PoolStats;
import io.plimsoll.testing.ManualTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    /** Close to an overflow. */
    private final long beforeOverflow = new ManualTime().nanos();

    @Test
    void letsTheFirstAttemptBeginAtOnce() {
        assertThat(new Backoff(bound -> bound - 1).left(beforeOverflow)).isZero();
    }

    @Test
    void doublesItsCapUpToTheLast() {
        var caps = new ArrayList<Long>();
        var backoff = new Backoff(cap -> {
            caps.add(cap);
            return 0;
        });
        for (int failure = 0; failure < 5; failure++) {
            backoff.failed(beforeOverflow);
        }

        assertThat(caps)
                .containsExactly(1_000_000_000L, 2_000_000_000L, 4_000_000_000L, 4_500_000_000L, 4_500_000_000L);
    }

    @Test
    void countsDownOverAnOverflowOfTheTicker() {
        var backoff = new Backoff(cap -> 10_300_000_000L);
        backoff.failed(beforeOverflow);

        assertThat(backoff.left(beforeOverflow + 9_900_000_000L)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.left(beforeOverflow + 10_300_000_000L)).isZero();
        assertThat(backoff.left(beforeOverflow + 700_000_000_000L)).isZero();
    }

    @Test
    void beginsAnewAfterASuccess() {
        var caps = new ArrayList<Long>();
        var backoff = new Backoff(cap -> {
            caps.add(cap);
            return cap - 1;
        });
        backoff.failed(beforeOverflow);
        backoff.failed(beforeOverflow);
        backoff.succeeded();
        assertThat(backoff.left(beforeOverflow)).isZero();
        backoff.failed(beforeOverflow);

        assertThat(caps).containsExactly(1_000_000_000L, 2_000_000_000L, 1_000_000_000L);
    }

    @Test
    void isWhatTheProbeDeclaresThatItDoesAtMost() {
        Connector unused = limit -> {
            throw new SQLException("not asked");
        };
        DatabaseProbe probe = DatabaseProbe.builder(unused).build();
        DatabaseProbe withoutSentinel = DatabaseProbe.builder(unused)
                .pool(() -> new PoolStats(0, 0, 0, 1, 0))
                .withoutSentinel()
                .build();
        var backoff = new Backoff(cap -> cap - 1);
        for (int failure = 0; failure < 10; failure++) {
            backoff.failed(beforeOverflow);
            assertThat(backoff.left(beforeOverflow).plusMillis(500)).isLessThan(probe.maximumBackoff());
        }

        assertThat(backoff.left(beforeOverflow).plusMillis(501)).isGreaterThan(probe.maximumBackoff());
        assertThat(withoutSentinel.maximumBackoff()).isZero();
        SqlGauge gauge = SqlGauge.of(unused, "stuck", "SELECT 1", rules -> rules.degradedAbove(1));
        assertThat(gauge.maximumBackoff()).isEqualTo(probe.maximumBackoff());
        assertThat(gauge.layer()).isEqualTo(probe.layer());
    }

    @Test
    void neverWaitsSoLongThatHealingTakesMoreThanFiveSecondsAndAnInterval() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var backoff = new Backoff(random::nextLong);
        long now = random.nextLong();
        for (int failure = 0; failure < 100_000; failure++) {
            backoff.failed(now);
            assertThat(backoff.left(now))
                    .as("seed %d, failure %d", seed, failure)
                    .isBetween(Duration.ZERO, Backoff.LAST_CAP);
            now += random.nextLong(10_000_000_000L);
            if (random.nextInt(10) == 0) {
                backoff.succeeded();
            }
        }
        // Checks of a 2 s interval are up to 2.2 s apart, and connecting takes a moment.
        assertThat(Backoff.LAST_CAP.plusMillis(2_200)).isLessThan(Duration.ofSeconds(5 + 2));
        Watched.print("backoff: 100,000 failures, seed %d", seed);
    }
}
