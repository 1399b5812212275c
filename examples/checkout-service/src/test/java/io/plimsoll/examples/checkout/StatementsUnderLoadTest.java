package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What health costs a database that has work to do, counted at its server by the name that each session gives itself. */
class StatementsUnderLoadTest {

    private static final String SENTINEL = "plimsoll-sentinel";
    private static final String GAUGE = "plimsoll-gauge";

    /** BEGIN, its limits, the query and COMMIT. */
    private static final int STATEMENTS_OF_A_GAUGE = 4;

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int CHECKOUTS_PER_SECOND = 200;
    private static final int SHOPPERS = 8;
    private static final int MOST_TRIES = 5;

    @Test
    void areTheSentinelsAndTheGaugesAloneWhileAllIsWell() throws Exception {
        try (var service = Running.start()) {
            HealthMonitor health = service.parts().health();
            Eventually.within(
                    Duration.ofSeconds(10),
                    "the pools are full, and done with their own statements",
                    () -> service.parts().pools().isFull());
            for (int shopper = 0; shopper < SHOPPERS; shopper++) {
                service.business().put("/carts/c-" + shopper, Running.CART);
            }
            var postgres = PostgresCounter.of(service.parts().backends().postgres());

            var sold = new AtomicInteger();
            Asked busy;
            ComponentHealth before;
            int tries = 0;
            do {
                // Where the database was not well all the time, more was rightly asked.
                before = database(health);
                sold.set(0);
                busy = Asked.during(postgres, health, () -> shop(service.business(), sold));
            } while (!isUpSince(before, database(health)) && ++tries < MOST_TRIES);

            System.out.println(sold + " checkouts in 10 s: " + busy);
            assertThat(isUpSince(before, database(health))).isTrue();
            // A machine with other things to do sells less than is offered.
            assertThat(sold.get())
                    .isBetween(CHECKOUTS_PER_SECOND / 4, (int) (CHECKOUTS_PER_SECOND * WINDOW.toSeconds()));
            assertThat(busy.statements().get("checkout-write")).isGreaterThan(2L * sold.get());
            assertThat(busy.statements().keySet()).isSubsetOf(SENTINEL, GAUGE, "checkout-read", "checkout-write");
            assertThat(busy.statements().get(SENTINEL)).isBetween(busy.least("database"), busy.most("database"));
            assertThat(busy.statements().get(GAUGE))
                    .isLessThanOrEqualTo(STATEMENTS_OF_A_GAUGE * busy.most("stuck_orders"));
        }
    }

    /** Offers so many a second, by a few who wait for each other no more than for the clock. */
    private static void shop(Http shop, AtomicInteger sold) {
        var shoppers = new ArrayList<Thread>();
        long begun = System.nanoTime();
        long pause = Duration.ofSeconds(SHOPPERS).toNanos() / CHECKOUTS_PER_SECOND;
        for (int i = 0; i < SHOPPERS; i++) {
            String cart = "{\"cart\":\"c-" + i + "\"}";
            var shopper = new Thread(() -> {
                for (long next = begun; next - begun < WINDOW.toNanos(); next += pause) {
                    LockSupport.parkNanos(next - System.nanoTime());
                    if (System.nanoTime() - begun < WINDOW.toNanos()
                            && shop.post("/checkout", cart).status() == 201) {
                        sold.incrementAndGet();
                    }
                }
            });
            shoppers.add(shopper);
            shopper.start();
        }
        shoppers.forEach(StatementsUnderLoadTest::join);
    }

    private static ComponentHealth database(HealthMonitor health) {
        return health.report().components().get("database");
    }

    private static boolean isUpSince(ComponentHealth before, ComponentHealth after) {
        return after.status() == Status.UP && after.since().equals(before.since());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What the server was asked, and how often components were looked at meanwhile.
     *
     * @param statements by whom, without those who asked nothing
     */
    private record Asked(Map<String, Long> statements, Map<String, Long> executions) {

        static Asked during(PostgresCounter postgres, HealthMonitor health, Runnable work) {
            Map<String, Long> before = postgres.counts();
            Map<String, Long> executionsBefore = executionsOf(health);
            work.run();
            var statements = new TreeMap<>(postgres.counts());
            var executions = new TreeMap<>(executionsOf(health));
            statements.replaceAll((application, count) -> count - before.getOrDefault(application, 0L));
            statements.values().removeIf(count -> count == 0);
            executions.replaceAll((component, count) -> count - executionsBefore.get(component));
            executions.keySet().retainAll(Set.of("database", "stuck_orders"));
            return new Asked(statements, executions);
        }

        /** One may have begun before and ended within, and one may not have ended yet. */
        long most(String component) {
            return executions.get(component) + 1;
        }

        long least(String component) {
            return executions.get(component) - 1;
        }

        private static Map<String, Long> executionsOf(HealthMonitor health) {
            var executions = new TreeMap<String, Long>();
            health.report().components().forEach((name, component) -> executions.put(name, component.executions()));
            return executions;
        }
    }
}
