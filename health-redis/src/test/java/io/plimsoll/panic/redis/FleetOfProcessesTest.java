package io.plimsoll.panic.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.redis.Fleet.Pressed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 50 boards in this JVM and three processes, over a real Redis that is well, loses messages, freezes and dies. */
@Timeout(180)
@Tag("once")
class FleetOfProcessesTest {

    private static final int HERE = 50;
    private static final int PROCESSES = 3;
    private static final String KEY = "plimsoll:panic:default";
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Random random = new Random(seed());

    private static long seed() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("FleetOfProcessesTest: seed " + seed);
        return seed;
    }

    @Test
    void pressesEverywhereInAFractionOfASecond() throws Exception {
        try (var redis = RealRedis.start();
                var fleet = new Fleet(redis.uri(), HERE, PROCESSES, 1)) {
            var presses = new ArrayList<Long>();
            var releases = new ArrayList<Long>();
            for (int round = 0; round < 60; round++) {
                Pressed pressed = fleet.press(random.nextInt(fleet.size()), "it", LONG);
                fleet.awaitAll("pressed", pressed.id());
                presses.add(fleet.events.last("pressed", pressed.id()) - pressed.nanos());
                long before = System.nanoTime();
                fleet.releaseAll(random.nextInt(fleet.size()), "it");
                fleet.awaitAll("released", pressed.id());
                releases.add(fleet.events.last("released", pressed.id()) - before);
            }

            long median = print("from press to the last of 53 boards that obeys", presses);
            print("from release to the last of 53 boards", releases);
            assertThat(Duration.ofNanos(median)).isLessThan(Duration.ofMillis(250));
        }
    }

    @Test
    void pressesEverywhereWithinSixSecondsIfAllMessagesAreLost() throws Exception {
        try (var redis = RealRedis.start()) {
            redis.ask("ACL SETUSER deaf on >secretword ~plimsoll:panic:* +@all -publish -subscribe", "done");
            String uri = "redis://deaf:secretword@127.0.0.1:" + redis.port();
            try (var fleet = new Fleet(uri, HERE, PROCESSES, 1)) {
                var presses = new ArrayList<Pressed>();
                for (int i = 0; i < 10; i++) {
                    presses.add(fleet.press(random.nextInt(fleet.size()), "b" + i, LONG));
                    wait(Duration.ofMillis(random.nextInt(1_000)));
                }
                var nanos = new ArrayList<Long>();
                for (Pressed pressed : presses) {
                    fleet.awaitAll("pressed", pressed.id());
                    nanos.add(fleet.events.last("pressed", pressed.id()) - pressed.nanos());
                }

                print("the same with all messages lost", nanos);
                assertThat(Duration.ofNanos(Collections.max(nanos))).isLessThan(Duration.ofSeconds(6));
            }
        }
    }

    @Test
    void holdsItsButtonsWhenRedisIsFrozenKilledAndEmpty() throws Exception {
        try (var redis = RealRedis.start();
                var fleet = new Fleet(redis.uri(), HERE, PROCESSES, 1)) {
            Pressed held = fleet.press(0, "it", LONG);
            Pressed ending = fleet.press(51, "it", Duration.ofSeconds(9));
            Pressed released = fleet.press(1, "b1", LONG);
            fleet.awaitAll("pressed", held.id());
            fleet.awaitAll("pressed", ending.id());
            fleet.awaitAll("pressed", released.id());
            fleet.releaseAll(52, "b1");
            fleet.awaitAll("released", released.id());
            int before = fleet.events.count();

            redis.freeze();
            Pressed alone = fleet.press(2, "it", Duration.ofSeconds(8));
            Pressed aloneAway = fleet.press(50, "it", LONG);
            wait(Duration.ofSeconds(3));
            assertThat(fleet.events.count())
                    .as("frozen: two boards pressed something, and nothing else happened")
                    .isEqualTo(before + 2);
            redis.thaw();
            fleet.awaitAll("pressed", alone.id());
            fleet.awaitAll("pressed", aloneAway.id());

            redis.kill();
            fleet.here.get(7).button("it").release(aloneAway.id(), "here");
            fleet.awaitAll("ended", ending.id());
            fleet.awaitAll("ended", alone.id());
            assertThat(fleet.events.count("released", aloneAway.id())).isEqualTo(1);
            redis.restart();
            fleet.awaitAll("released", aloneAway.id());
            fleet.awaitHere(
                    "agree",
                    button -> button.leases().stream().map(Lease::id).toList().equals(List.of(held.id())));

            printEnd("without Redis, a lease of 9 s ended", ending, Duration.ofSeconds(9), fleet);
            printEnd("one of 8 s, pressed while it was frozen,", alone, Duration.ofSeconds(8), fleet);
            for (Pressed each : List.of(held, ending, released, alone, aloneAway)) {
                assertThat(fleet.events.count("pressed", each.id())).isEqualTo(fleet.size());
            }
            // 5 presses, 2 releases and 2 ends on each board, once each.
            assertThat(fleet.events.count()).as("no button flips by itself").isEqualTo(9 * fleet.size());
            Eventually.until(
                    "filled again",
                    Fleet.PATIENCE,
                    () -> Instances.stored(redis, KEY).stream()
                            .map(Lease::id)
                            .toList()
                            .containsAll(List.of(held.id(), released.id(), aloneAway.id())));
            try (var late = fleet.start(RedisPanicStore.of(redis.uri()))) {
                Eventually.until(
                        "a late board knows",
                        Fleet.PATIENCE,
                        () -> late.button("it").leases().stream()
                                .map(Lease::id)
                                .toList()
                                .equals(List.of(held.id())));
                assertThat(late.button("b1").isPressed()).isFalse();
            }
        }
    }

    private static void printEnd(String what, Pressed pressed, Duration lasting, Fleet fleet) {
        long due = pressed.nanos() + lasting.toNanos();
        double early = (fleet.events.first("ended", pressed.id()) - due) / 1e6;
        double late = (fleet.events.last("ended", pressed.id()) - due) / 1e6;
        System.out.printf("%s between %+.1f and %+.1f ms of its time on 53 boards%n", what, early, late);
        assertThat(early).isGreaterThan(-1_000);
        assertThat(late).isLessThan(2_000);
    }

    private static long print(String what, List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        long median = sorted.get(sorted.size() / 2);
        System.out.printf(
                "%s, %d times: p50 %.1f, p99 %.1f, max %.1f ms%n",
                what,
                sorted.size(),
                median / 1e6,
                sorted.get((int) (sorted.size() * 0.99)) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6);
        return median;
    }

    private static void wait(Duration duration) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS))
                .isFalse();
    }
}
