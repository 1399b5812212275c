package io.plimsoll.health.jdbc.hikari;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** The rule, in virtual time. */
class PoolFillingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTime time = new ManualTime();
    private final VirtualPool pool = VirtualPool.alone(time, 10);

    @Test
    void makesOneAfterTheOtherAndThenLetsThePoolKeepThem() {
        PoolFilling filling = begin(2, Duration.ZERO, () -> false);

        time.advance(SECOND);
        assertThat(pool.total()).isBetween(1, 2);
        int before = pool.total();
        for (int beats = 0; beats < 20 && !filling.isFull(); beats++) {
            time.advance(Duration.ofMillis(1_500));
            assertThat(pool.total() - before).isBetween(0, 1);
            before = pool.total();
        }
        time.advance(Duration.ofSeconds(10));

        assertThat(pool.total()).isEqualTo(10);
        assertThat(filling.isFull()).isTrue();
        assertThat(pool.minimumIdle()).isEqualTo(10);
        assertThat(pool.attempts).hasSize(10);
    }

    @Test
    void hasItsMinimumBeforeTheWaitAtRandom() {
        PoolFilling filling = begin(3, Duration.ofHours(1), () -> false);
        assertThat(filling.hasHadMinimum()).isFalse();

        time.advance(Duration.ofSeconds(10));

        assertThat(filling.hasHadMinimum()).isTrue();
        assertThat(pool.total()).isEqualTo(3);
    }

    @Test
    void makesNoMoreThanTheMinimumInDistressNorAnythingWhileCallersWait() {
        var distress = new AtomicBoolean(true);
        PoolFilling filling = begin(2, Duration.ZERO, distress::get);

        time.advance(Duration.ofMinutes(1));
        assertThat(pool.total())
                .as("the minimum, without which it may be all the distress")
                .isEqualTo(2);
        assertThat(filling.hasHadMinimum()).isTrue();

        pool.waiting(2);
        time.advance(Duration.ofMillis(100));
        assertThat(pool.total()).as("for those who wait").isEqualTo(4);

        distress.set(false);
        time.advance(Duration.ofMinutes(1));
        assertThat(filling.isFull()).isTrue();
    }

    @Test
    void takesWhatThrowsForDistress() {
        begin(2, Duration.ZERO, () -> {
            throw new IllegalStateException("no health yet");
        });

        time.advance(Duration.ofMinutes(1));

        assertThat(pool.total()).isEqualTo(2);
    }

    @Test
    void doesNotTakeASlowServerForOneThatGivesNothing() {
        pool.connectsIn(Duration.ofMillis(600));
        PoolFilling filling = begin(2, Duration.ZERO, () -> false);

        time.advance(Duration.ofSeconds(80));

        assertThat(filling.isFull()).isTrue();
    }

    @Test
    void isNotLoadingAnyMoreOnceSomebodyElseHasThePool() {
        PoolFilling filling = begin(5, Duration.ZERO, () -> false);
        time.advance(Duration.ofSeconds(3));
        assertThat(filling.isLoading()).isTrue();

        pool.minimumIdle(10);
        pool.callForOne();
        time.advance(Duration.ofSeconds(10));

        assertThat(filling.hasEnded()).isTrue();
        assertThat(filling.isLoading()).isFalse();
        assertThat(filling.hasHadMinimum()).isTrue();
        assertThat(filling.isFull()).isTrue();
    }

    @Test
    void keepsNobodyFromBeingReadyOnceItIsClosed() {
        pool.serverIsDown(true);
        PoolFilling filling = begin(5, Duration.ZERO, () -> false);

        filling.close();

        assertThat(filling.isLoading()).isFalse();
        assertThat(filling.hasHadMinimum()).isFalse();
    }

    @Test
    void triesLessAndLessWhileTheServerGivesNothing() {
        begin(1, Duration.ZERO, () -> false);
        time.advance(SECOND);
        pool.serverIsDown(true);
        pool.attempts.clear();

        time.advance(Duration.ofMinutes(10));
        int inTenMinutes = pool.attempts.size();
        pool.serverIsDown(false);
        time.advance(Duration.ofMinutes(2));

        // Two attempts fit into half a second; every 2 s that would be 300 beats.
        assertThat(inTenMinutes).isBetween(15, 70);
        assertThat(pool.total()).isEqualTo(10);
    }

    @Test
    void triesEvery5SecondsWhileThereIsNotTheMinimum() {
        pool.serverIsDown(true);
        PoolFilling filling = begin(1, Duration.ZERO, () -> false);
        time.advance(Duration.ofMinutes(10));
        assertThat(filling.hasHadMinimum()).isFalse();

        pool.serverIsDown(false);
        time.advance(Duration.ofMillis(7_600 + 20));

        assertThat(filling.hasHadMinimum()).isTrue();
    }

    @Test
    void beginsAnewWhenHalfIsLostAtOnceAndNotForLess() {
        PoolFilling filling = begin(2, Duration.ZERO, () -> false);
        time.advance(Duration.ofMinutes(1));
        pool.attempts.clear();

        pool.lose(4);
        time.advance(SECOND);
        assertThat(pool.total()).as("made again by the pool itself").isEqualTo(10);
        assertThat(filling.isFull()).isTrue();

        pool.attempts.clear();
        pool.minimumIdle(10);
        pool.lose(10);
        time.advance(SECOND);
        assertThat(pool.attempts)
                .as("what the pool made in a tenth of a second, and a beat")
                .hasSizeBetween(5, 7);
        assertThat(filling.isFull()).isFalse();
        assertThat(filling.hasHadMinimum()).isTrue();

        time.advance(Duration.ofMinutes(1));
        assertThat(filling.isFull()).isTrue();
        assertThat(pool.attempts).hasSize(10);
    }

    @Test
    void leavesThePoolToWhoeverSetsAnotherNumber() {
        PoolFilling filling = begin(2, Duration.ZERO, () -> false);
        time.advance(Duration.ofSeconds(5));

        pool.minimumIdle(7);
        time.advance(Duration.ofMinutes(5));
        filling.close();

        assertThat(filling.hasEnded()).isTrue();
        assertThat(pool.minimumIdle()).isEqualTo(7);
    }

    @Test
    void leavesThePoolToItselfWhenClosed() {
        PoolFilling filling = begin(2, Duration.ofHours(1), () -> false);
        time.advance(Duration.ofSeconds(5));

        filling.close();
        filling.close();
        int attempts = pool.attempts.size();
        time.advance(Duration.ofHours(2));

        assertThat(pool.minimumIdle()).isEqualTo(10);
        assertThat(pool.attempts).hasSize(attempts);
    }

    @Test
    void endsWithThePool() {
        PoolFilling filling = begin(2, Duration.ZERO, () -> false);
        time.advance(Duration.ofSeconds(5));

        pool.close();
        time.advance(Duration.ofMinutes(1));

        assertThat(filling.hasEnded()).isTrue();
        assertThat(filling.isFull()).isFalse();
    }

    private PoolFilling begin(int minimum, Duration spread, BooleanSupplier distress) {
        pool.start();
        var plan = new WarmupPlan(10, minimum, Duration.ofSeconds(2), spread, distress);
        var filling = new PoolFilling(pool, plan, time.timing(), new Random(7));
        filling.begin();
        return filling;
    }
}
