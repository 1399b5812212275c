package io.plimsoll.resilience.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 200 users click 5 times each on a gateway that makes up to 3 attempts at checkout, which makes up to 3 at an inventory that is
 * sick: 45 requests for one thing that one user wants. A thousand clicks, 125 a second, on each of six assemblies at the same
 * time.
 */
class RetryStormTest {

    private static final int CLICKS_OF_ONE = 5;
    private static final int CLICKS = 200 * CLICKS_OF_ONE;
    private static final int PER_SECOND = 125;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);

    @AfterEach
    void end() {
        later.shutdownNow();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void cannotHappen(Sickness sickness) throws Exception {
        Map<Assembly, Chain> chains = new EnumMap<>(Assembly.class);
        try {
            long start = System.nanoTime(); // before there is a budget that could grow
            for (Assembly assembly : Assembly.values()) {
                chains.put(assembly, new Chain(assembly, sickness, threads, later));
            }

            click(chains);
            double seconds = seconds(start);

            chains.values().forEach(chain -> print(sickness, chain));
            assertThat(chains.values())
                    .allSatisfy(chain -> assertThat(chain.gateway().attempts()).isEqualTo(CLICKS));
            Chain none = chains.get(Assembly.NONE);
            assertThat(none.inventory().attempts())
                    .isLessThanOrEqualTo(none.gateway().requests());
            assertThat(perClick(chains.get(Assembly.RETRIES).inventory()))
                    .as("nine times the clicks, less what this machine was too slow to send in time")
                    .isGreaterThan(2);
            Chain alone = chains.get(Assembly.BUDGET_ALONE);
            assertAmplified(alone.gateway(), alone.checkout(), seconds);
            assertAmplified(alone.checkout(), alone.inventory(), seconds);
            Chain withoutBreakers = chains.get(Assembly.WITHOUT_BREAKERS);
            assertAmplified(withoutBreakers.gateway(), withoutBreakers.checkout(), seconds);
            assertThat(withoutBreakers.inventory().attempts())
                    .as("only the first of them retries")
                    .isLessThanOrEqualTo(withoutBreakers.checkout().requests());
            assertThat(perClick(chains.get(Assembly.GUARDS).inventory()))
                    .as("a breaker that has seen enough")
                    .isLessThan(0.5);
        } finally {
            chains.values().forEach(Chain::close);
        }
    }

    /** Clicks on all of them in step, and waits for every answer. */
    private void click(Map<Assembly, Chain> chains) throws Exception {
        var made = new AtomicInteger();
        var all = new CountDownLatch(CLICKS);
        long start = System.nanoTime();
        var clicking = later.scheduleAtFixedRate(
                () -> {
                    if (made.getAndIncrement() < CLICKS) {
                        chains.values().forEach(Chain::click);
                        all.countDown();
                    }
                },
                0,
                TimeUnit.SECONDS.toNanos(1) / PER_SECOND,
                TimeUnit.NANOSECONDS);
        assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
        clicking.cancel(false);
        System.out.printf("Inventory: %.0f clicks per second%n", CLICKS / seconds(start));
        for (Chain chain : chains.values()) {
            chain.awaitAnswers();
        }
    }

    /** By a share of 10 % and by one a second, for as long as there is a budget, and one to begin with. */
    private static void assertAmplified(Service caller, Service called, double seconds) {
        double calls = caller.requests();
        assertThat(called.attempts() / calls).isLessThanOrEqualTo(1.1 + (Math.ceil(seconds) + 1) / calls);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void print(Sickness sickness, Chain chain) {
        System.out.printf(
                "Inventory %s, %s: per click %.2f at checkout, %.2f at inventory; per user of %d clicks %.1f;"
                        + " sent again by the client itself: %d%n",
                sickness,
                chain.assembly(),
                perClick(chain.checkout()),
                perClick(chain.inventory()),
                CLICKS_OF_ONE,
                perClick(chain.inventory()) * CLICKS_OF_ONE,
                chain.sentAgain());
    }

    private static double perClick(Service service) {
        return service.attempts() / (double) CLICKS;
    }
}
