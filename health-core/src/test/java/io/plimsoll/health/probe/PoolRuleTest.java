package io.plimsoll.health.probe;

import static io.plimsoll.health.probe.PoolPressure.EXHAUSTED;
import static io.plimsoll.health.probe.PoolPressure.NONE;
import static io.plimsoll.health.probe.PoolPressure.SATURATED;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolRuleTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final int SIZE = 10;

    private final PoolRule rule = new PoolRule();
    private long millis = 0;

    @Test
    void isExhaustedAfterOneSecondInWhichCallersWaitedAndNothingWasFree() {
        assertThat(lookFor(990, full(3))).isEqualTo(NONE);
        assertThat(lookFor(20, full(3))).isEqualTo(EXHAUSTED);
    }

    @Test
    void isNotExhaustedIfOneLookSawNobodyWaiting() {
        lookFor(900, full(3));
        look(full(0));

        assertThat(lookFor(990, full(3))).isEqualTo(NONE);
    }

    @Test
    void isNotExhaustedIfOneLookSawSomethingFree() {
        lookFor(900, full(3));
        look(new PoolStats(9, 1, 10, 10, 3));

        assertThat(lookFor(990, full(3))).isEqualTo(NONE);
    }

    @Test
    void isNoLongerExhaustedOnceNobodyWaits() {
        lookFor(2_000, full(3));

        assertThat(look(full(0)).pressure()).isEqualTo(NONE);
    }

    @Test
    void isNotExhaustedWhileThePoolStillGrows() {
        // One caller takes all 100 connections one after the other; each has to be made, which takes 40 ms.
        for (int total = 0; total <= 100; total++) {
            assertThat(lookFor(40, new PoolStats(total, 0, total, 100, 1))).isNotEqualTo(EXHAUSTED);
        }
        assertThat(lookFor(1_010, new PoolStats(100, 0, 100, 100, 1))).isEqualTo(EXHAUSTED);
    }

    @Test
    void isExhaustedWhileThePoolCannotGrow() {
        assertThat(lookFor(1_010, new PoolStats(0, 0, 0, 10, 1))).isEqualTo(EXHAUSTED);
    }

    @Test
    void isNotExhaustedWhileTheQueueMovesOnThoughItNeverEmpties() {
        for (int second = 0; second < 60; second++) {
            for (int waiting = 8; waiting > 3; waiting--) {
                assertThat(lookFor(100, full(waiting))).isNotEqualTo(EXHAUSTED);
            }
        }
    }

    @Test
    void isSaturatedFromNinetyFivePercentInUseForFiveSeconds() {
        var almost = new PoolStats(19, 1, 20, 20, 0);

        assertThat(lookFor(4_990, almost)).isEqualTo(NONE);
        assertThat(lookFor(20, almost)).isEqualTo(SATURATED);
        assertThat(look(new PoolStats(18, 2, 20, 20, 0)).pressure()).isEqualTo(NONE);
    }

    @Test
    void tellsForHowLongCallersHaveWaited() {
        lookFor(14_990, full(3));
        assertThat(look(full(3)).isExhaustedForLong()).isFalse();

        lookFor(20, full(3));
        var state = look(full(3));

        assertThat(state.lasting()).isGreaterThanOrEqualTo(Duration.ofSeconds(15));
        assertThat(state.isExhaustedForLong()).isTrue();
    }

    @Test
    void doesNotCountAPauseOfOurOwn() {
        lookFor(900, full(3));
        millis += 501;

        assertThat(lookFor(990, full(3))).isEqualTo(NONE);
        assertThat(lookFor(20, full(3))).isEqualTo(EXHAUSTED);
    }

    @Test
    void doesNotCountAPauseTowardsSaturation() {
        lookFor(4_000, full(0));
        millis += 2_000;

        assertThat(lookFor(4_990, full(0))).isEqualTo(NONE);
    }

    @Test
    void keepsWhatWasEstablishedBeforeAPauseIfTheNextLookAgrees() {
        lookFor(2_000, full(3));
        millis += 30_000;
        assertThat(look(full(3)).pressure()).isEqualTo(EXHAUSTED);

        millis += 30_000;
        assertThat(look(full(0)).pressure()).isNotEqualTo(EXHAUSTED);
    }

    @Test
    void forgetsOnRequest() {
        lookFor(2_000, full(3));
        rule.forget();

        assertThat(look(full(3)).pressure()).isEqualTo(NONE);
    }

    @Test
    void standsAnOverflowOfTheTicker() {
        millis = Long.MAX_VALUE / 1_000_000 - 500;

        assertThat(lookFor(1_010, full(3))).isEqualTo(EXHAUSTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20, 50})
    void neverFindsABusyPoolExhausted(int serviceMillis) {
        Duration longestQueue = Duration.ZERO;
        for (long seed = 1; seed <= 5; seed++) {
            var busy = new BusyPool(seed, 0.8, serviceMillis);
            var fresh = new PoolRule();
            long queuedSince = -1;
            for (long now = 0; now < TEN_MINUTES.toNanos(); ) {
                PoolStats stats = busy.at(now);
                assertThat(fresh.look(stats, PATIENT, now).pressure())
                        .as("seed %d, service %d ms, at %d ns", seed, serviceMillis, now)
                        .isEqualTo(NONE);
                queuedSince = stats.waiting() == 0 ? -1 : queuedSince < 0 ? now : queuedSince;
                if (queuedSince >= 0) {
                    longestQueue = max(longestQueue, Duration.ofNanos(now - queuedSince));
                }
                now += stats.waiting() > 0 ? 10_000_000 : 100_000_000;
            }
        }
        System.out.printf(
                "M/M/10 at 80 %%, %d ms, seeds 1 to 5, 10 min each: never exhausted; longest unbroken queue %d ms%n",
                serviceMillis, longestQueue.toMillis());
    }

    @ParameterizedTest
    @CsvSource({"250, 100", "1000, 20", "2000, 20", "30000, 20", "250, 300", "1000, 300", "2000, 300"})
    void findsAStuckPoolExhaustedAtOnceAndForAsLongAsItIsThoughCallersGiveUp(long patienceMillis, int callsPerSecond) {
        long seed = 42 + patienceMillis + callsPerSecond;
        var random = new SplittableRandom(seed);
        Deque<Long> arrivals = new ArrayDeque<>();
        double next = 0;
        Long since = null;
        for (millis = 0; millis < 60_000; millis += 10) {
            while (next <= millis) {
                arrivals.addLast((long) next);
                next += -Math.log(1 - random.nextDouble()) * 1_000 / callsPerSecond;
            }
            while (!arrivals.isEmpty() && millis - arrivals.getFirst() >= patienceMillis) {
                arrivals.removeFirst();
            }
            PoolPressure pressure = look(full(arrivals.size()), Duration.ofMillis(patienceMillis))
                    .pressure();
            if (since != null && !arrivals.isEmpty()) {
                assertThat(pressure).as("seed %d, at %d ms", seed, millis).isEqualTo(EXHAUSTED);
            } else if (pressure == EXHAUSTED) {
                since = millis;
            }
        }
        System.out.printf(
                "stuck pool, %d calls/s that give up after %d ms, seed %d: exhausted after %d ms%n",
                callsPerSecond, patienceMillis, seed, since);
        assertThat(since).isNotNull().isLessThan(1_500L);
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 1_000, 2_000, 5_000})
    void staysExhaustedWhenAllCallersGiveUpAndComeBackTogether(int patienceMillis) {
        Long since = null;
        for (millis = 0; millis < 60_000; millis += 10) {
            long phase = millis % patienceMillis;
            int waiting = (int) (64 - Math.max(0, 30 - Math.abs(phase - 30)));
            PoolPressure pressure =
                    look(full(waiting), Duration.ofMillis(patienceMillis)).pressure();
            if (since != null) {
                assertThat(pressure).as("at %d ms", millis).isEqualTo(EXHAUSTED);
            } else if (pressure == EXHAUSTED) {
                since = millis;
            }
        }
        assertThat(since).isNotNull().isLessThan(2_000L);
    }

    private PoolPressure lookFor(long forMillis, PoolStats stats) {
        PoolPressure last = NONE;
        for (long end = millis + forMillis; millis < end; ) {
            last = look(stats).pressure();
            millis += 10;
        }
        return last;
    }

    private PoolState look(PoolStats stats) {
        return look(stats, PATIENT);
    }

    private PoolState look(PoolStats stats, Duration patience) {
        return rule.look(stats, patience, millis * 1_000_000);
    }

    private static PoolStats full(int waiting) {
        return new PoolStats(SIZE, 0, SIZE, SIZE, waiting);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Calls that come at random to ten servers and take a random time: M/M/10. */
    private static final class BusyPool {

        private final SplittableRandom random;
        private final double servedPerNano;
        private final double callsPerNano;
        private double eventNanos;
        private int calls;

        BusyPool(long seed, double load, int serviceMillis) {
            random = new SplittableRandom(seed);
            servedPerNano = 1 / (serviceMillis * 1e6);
            callsPerNano = load * SIZE * servedPerNano;
            eventNanos = untilNextEvent();
        }

        PoolStats at(long nanos) {
            while (eventNanos <= nanos) {
                calls += random.nextDouble() * rate() < callsPerNano ? 1 : -1;
                eventNanos += untilNextEvent();
            }
            int active = Math.min(calls, SIZE);
            return new PoolStats(active, SIZE - active, SIZE, SIZE, calls - active);
        }

        private double untilNextEvent() {
            return -Math.log(1 - random.nextDouble()) / rate();
        }

        private double rate() {
            return callsPerNano + Math.min(calls, SIZE) * servedPerNano;
        }
    }
}
