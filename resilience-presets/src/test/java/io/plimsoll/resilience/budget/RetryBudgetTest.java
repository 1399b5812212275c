package io.plimsoll.resilience.budget;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.resilience.Seed;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryBudgetTest {

    private static final int ATTEMPTS = 3;
    private static final double SHARE = 0.1;
    private static final double FLOOR = 1;

    private final ManualTime time = new ManualTime();
    private final RetryBudget budget = RetryBudget.of(SHARE, FLOOR, time);

    /** The load on the dependency per call, against what three attempts cost without a budget. */
    @ParameterizedTest
    @CsvSource({"1.00, 3.00", "0.50, 1.75", "0.10, 1.11", "0.01, 1.0101"})
    void boundsTheLoadAtEveryFailureRate(double failureRate, double unbudgeted) {
        int perSecond = 1_000;
        int seconds = 60;
        Random random = Seed.random("Budget at " + failureRate);
        long sent = 0;
        for (int call = 0; call < perSecond * seconds; call++) {
            budget.recordCall();
            sent++;
            for (int attempt = 1; attempt < ATTEMPTS && random.nextDouble() < failureRate; attempt++) {
                if (!budget.tryRetry()) {
                    break;
                }
                sent++;
            }
            time.advance(ofSeconds(1).dividedBy(perSecond));
        }
        double load = sent / (double) (perSecond * seconds);

        System.out.printf("Failures %.2f: load %.4f, without a budget %.4f%n", failureRate, load, unbudgeted);
        double bound = 1 + SHARE + FLOOR / perSecond;
        assertThat(load).isLessThanOrEqualTo(bound + 1e-3).isCloseTo(Math.min(bound, unbudgeted), within(0.01));
    }

    @Test
    void givesThoseWhoCallRarelyOneRetryPerSecond() {
        int retries = 0;
        for (int second = 0; second < 100; second++) {
            budget.recordCall();
            retries += budget.tryRetry() ? 1 : 0;
            retries += budget.tryRetry() ? 1 : 0;
            time.advance(ofSeconds(1));
        }

        assertThat(retries).isBetween(95, 115);
    }

    @Test
    void hasOneRetryAtStart() {
        assertThat(budget.tryRetry()).isTrue();
        assertThat(budget.tryRetry()).isFalse();
    }

    @Test
    void forgetsWhatIsOlderThanTenSeconds() {
        IntStream.range(0, 1_000).forEach(call -> budget.recordCall());

        time.advance(ofSeconds(9));
        assertThat(budget.balance()).isCloseTo(100 + 9, within(0.1));

        time.advance(ofSeconds(1));
        assertThat(budget.balance()).isCloseTo(10, within(0.1));

        time.advance(Duration.ofHours(5));
        assertThat(budget.balance()).isCloseTo(10, within(0.1));
    }

    @Test
    void isNothingWithoutShareAndFloor() {
        var none = RetryBudget.of(0, 0, time);
        IntStream.range(0, 1_000).forEach(call -> none.recordCall());

        assertThat(none.tryRetry()).isFalse();
    }

    /** Ten calls pay for one retry, even if a thread that wants one stands still for two seconds after it has read the time. */
    @Test
    void isNotSpentTwiceByAThreadThatWasHeldUp() {
        var standstill = new AtomicReference<Runnable>(() -> {});
        var paused = RetryBudget.of(SHARE, 0, () -> {
            long read = time.nanos();
            standstill.getAndSet(() -> {}).run();
            return read;
        });
        int given = 0;
        standstill.set(() -> {
            time.advance(ofSeconds(2));
            IntStream.range(0, 10).forEach(call -> paused.recordCall());
        });

        for (int second = 2; second < 15; second++) {
            given += paused.tryRetry() ? 1 : 0;
            time.advance(ofSeconds(1));
        }

        assertThat(given).isEqualTo(1);
    }

    /** What is given after a standstill belongs to the second in which it is given, and lasts as long as that one. */
    @Test
    void keepsARetryForTenSecondsEvenIfItsThreadWasHeldUp() {
        var standstill = new AtomicReference<Runnable>(() -> {});
        var paused = RetryBudget.of(0, FLOOR, () -> {
            long read = time.nanos();
            standstill.getAndSet(() -> {}).run();
            return read;
        });
        time.advance(ofSeconds(15));
        standstill.set(() -> {
            time.advance(ofSeconds(1));
            paused.recordCall();
        });
        assertThat(paused.tryRetry()).isTrue();

        time.advance(ofSeconds(9));

        assertThat(IntStream.range(0, 20).filter(retry -> paused.tryRetry()).count())
                .isEqualTo(9);
    }

    /** Against a plain list of all that happened. */
    @Test
    void givesNoRetryBeyondTheLastTenSecondsWhateverThePattern() {
        Random random = Seed.random("Budget windows");
        record Event(long second, boolean retry) {}
        var events = new ArrayDeque<Event>();
        long millis = 0;
        int given = 0;
        for (int step = 0; step < 20_000; step++) {
            long second = millis / 1_000;
            int calls = random.nextInt(100) == 0 ? random.nextInt(300) : random.nextInt(4);
            for (int i = 0; i < calls; i++) {
                budget.recordCall();
                events.add(new Event(second, false));
            }
            for (int i = random.nextInt(6); i > 0 && budget.tryRetry(); i--) {
                given++;
                events.add(new Event(second, true));
                events.removeIf(event -> second - event.second() >= 10);
                long retries = events.stream().filter(Event::retry).count();
                assertThat((double) retries).isLessThanOrEqualTo(SHARE * (events.size() - retries) + FLOOR * 10);
            }
            long pause = random.nextInt(200) == 0 ? random.nextInt(30_000) : random.nextInt(60);
            millis += pause;
            time.advance(ofMillis(pause));
        }
        assertThat(given).isGreaterThan(100);
    }

    @Test
    void givesNoRetryTwiceUnderContention() throws Exception {
        IntStream.range(0, 1_000).forEach(call -> budget.recordCall());
        int threads = 8;
        var barrier = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var tasks = IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> {
                        barrier.await();
                        int got = 0;
                        for (int n = 0; n < 1_000; n++) {
                            got += budget.tryRetry() ? 1 : 0;
                        }
                        return got;
                    }))
                    .toList();
            int total = 0;
            for (Future<Integer> task : tasks) {
                total += task.get();
            }

            assertThat(total).isEqualTo(101);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void losesNoCallUnderContention() throws Exception {
        int threads = 8;
        int calls = 50_000;
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var tasks = IntStream.range(0, threads)
                    .mapToObj(i -> pool.submit(() -> IntStream.range(0, calls).forEach(n -> budget.recordCall())))
                    .toList();
            for (Future<?> task : tasks) {
                task.get();
            }

            assertThat(budget.balance()).isCloseTo(SHARE * threads * calls + 1, within(0.1));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void refusesWhatWouldBoundNothing() {
        assertThatThrownBy(() -> RetryBudget.of(1.5, 1, time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the budget's share must be from 0 to 1, but is 1.5; with more than one retry for each call it"
                                + " would bound nothing");
        assertThatThrownBy(() -> RetryBudget.of(Double.NaN, 1, time)).hasMessageContaining("but is NaN");
        assertThatThrownBy(() -> RetryBudget.of(0.1, -1, time))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the budget's floor must be from 0 to 1000 retries per second, but is -1.0");
    }
}
