package io.plimsoll.panic.redis;

import static io.plimsoll.panic.Press.by;
import static io.plimsoll.panic.redis.Instances.PATIENCE;
import static io.plimsoll.panic.redis.Instances.calls;
import static io.plimsoll.panic.redis.Instances.health;
import static io.plimsoll.panic.redis.Instances.ids;
import static io.plimsoll.panic.redis.Instances.press;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.plimsoll.health.Code;
import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.time.SystemTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A server whose clock is set, that is slow, or that has far more than there should be. */
@Timeout(120)
@Tag("once")
class HostileRedisTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);
    private static final long HOUR = 3_600;

    @Test
    void movesNoLeaseWhenTheClockOfRedisIsSet() throws Exception {
        try (var redis = RealRedis.start();
                var way = new ShiftedTime(redis.port());
                var instances = new Instances();
                var log = new LogLines()) {
            var store = RedisPanicStore.builder(way.uri()).pollEvery(SECOND).commandLimit(HALF);
            PanicButton one = instances.start(store);
            PanicButton other = instances.start(store);
            instances.awaitInStep();
            Lease before = press(one);
            instances.awaitAll("pressed", button -> ids(button).equals(Set.of(before.id())));

            way.by(HOUR);
            awaitPolls(redis, 8);
            Lease ahead = press(one);
            instances.awaitAll("pressed an hour ahead", button -> ids(button).equals(Set.of(before.id(), ahead.id())));
            assertThat(Duration.between(before.until(), ahead.until()))
                    .as("Redis says what time it is")
                    .isGreaterThan(Duration.ofMinutes(59));

            way.by(-HOUR);
            awaitPolls(redis, 8);
            Lease behind = press(other);
            Set<String> all = Set.of(before.id(), ahead.id(), behind.id());
            instances.awaitAll("pressed an hour behind", button -> ids(button).equals(all));
            assertThat(behind.until()).isBefore(before.until());
            long writes = calls(redis).get("hset");
            awaitPolls(redis, 8);

            assertThat(one.leases()).hasSize(3);
            assertThat(other.leases()).hasSize(3);
            assertThat(calls(redis).get("hset"))
                    .as("nobody writes what another removes")
                    .isEqualTo(writes);
            assertThat(log.with("has ended")).isEmpty();
            assertThat(log.with("is released")).isEmpty();
        }
    }

    @Test
    void holdsTenThousandLeasesAndBringsThemBack() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger("io.plimsoll.panic");
        Level level = logger.getLevel();
        logger.setLevel(Level.ERROR);
        String[] names = IntStream.range(0, 10).mapToObj(i -> "b" + i).toArray(String[]::new);
        try (var redis = RealRedis.start();
                var time = SystemTime.start();
                PanicBoard one =
                        PanicBoard.builder(names).timing(time.timing()).build().sharedBy(everyTwoSeconds(redis));
                PanicBoard other =
                        PanicBoard.builder(names).timing(time.timing()).build().sharedBy(everyTwoSeconds(redis))) {
            long begun = System.nanoTime();
            for (int i = 0; i < 10_000; i++) {
                one.button(names[i % 10]).press(by("alert", "flaps").lasting(Duration.ofMinutes(20)));
            }
            long pressed = System.nanoTime();
            Eventually.until("heard of", PATIENCE, () -> other.leases().size() == 10_000);
            long heard = System.nanoTime();
            redis.kill();
            redis.restart();
            long empty = System.nanoTime();
            Eventually.until(
                    "brought back",
                    PATIENCE,
                    () -> redis.ask("HLEN plimsoll:panic:default", "done").contains(":10001"));
            long back = System.nanoTime();
            // Each board reads the other's part once; after that, nothing.
            Eventually.until("at rest", PATIENCE, () -> {
                redis.ask("CONFIG RESETSTAT", "done");
                awaitPolls(redis, 4);
                return !calls(redis).containsKey("hkeys");
            });

            System.out.printf(
                    "10,000 leases: pressed in %d ms, known to another board %d ms later; brought back to an empty Redis in"
                            + " %d ms%n",
                    (pressed - begun) / 1_000_000, (heard - pressed) / 1_000_000, (back - empty) / 1_000_000);
            assertThat(other.buttons()).allMatch(button -> button.leases().size() == 1_000);
            assertThat(calls(redis).keySet()).doesNotContain("hkeys", "hset", "hdel");
        } finally {
            logger.setLevel(level);
        }
    }

    @Test
    void readsNoMoreThanItCanHold() throws Exception {
        try (var redis = RealRedis.start();
                var instances = new Instances()) {
            redis.ask(
                    "EVAL \"for i=1,100001 do redis.call('HSET',KEYS[1],i,'') end\" 1 plimsoll:panic:default", "done");
            PanicButton button = instances.start(
                    RedisPanicStore.builder(redis.uri()).pollEvery(SECOND).commandLimit(HALF));
            Lease lease = press(button);
            RedisPanicStore store = instances.stores.get(0);
            Eventually.until("said", PATIENCE, () -> health(store).code() == Code.BAD_RESPONSE);

            assertThat(health(store).error())
                    .isEqualTo("Buttons are not shared with the fleet: Redis has more than a fleet can have pressed:"
                            + " delete the key");
            assertThat(calls(redis)).doesNotContainKey("hkeys");
            redis.ask("DEL plimsoll:panic:default", "done");
            Eventually.until(
                    "told",
                    PATIENCE,
                    () -> Instances.stored(redis, "plimsoll:panic:default").equals(List.of(lease)));
        }
    }

    /** Nothing is asked twice at once, and an answer that comes late is nobody's. */
    @Test
    void isInStepAgainAfterAServerThatWasTooSlow() throws Exception {
        try (var redis = RealRedis.start();
                var instances = new Instances();
                var log = new LogLines()) {
            var store = RedisPanicStore.builder(redis.uri()).pollEvery(SECOND).commandLimit(Duration.ofMillis(100));
            PanicButton one = instances.start(store);
            PanicButton other = instances.start(store);
            instances.awaitInStep();

            Instant start = Instant.now();
            for (int i = 0; i < 2; i++) {
                // Nobody is answered for so long.
                redis.ask("EVAL \"local t=redis.call('TIME')[1]+2 while redis.call('TIME')[1]+0<t do end\" 0", "done");
            }
            Lease lease = press(one);
            instances.awaitAll("pressed", button -> button.leases().equals(List.of(lease)));

            System.out.printf(
                    "after %d ms of a Redis that was busy: %s%n",
                    Duration.between(start, Instant.now()).toMillis(), log.with("not shared"));
            assertThat(other.isPressed()).isTrue();
            // The server's own clients and the one that asks.
            Eventually.until("two connections each", PATIENCE, () -> redis.clients() == 4);
        }
    }

    private static RedisPanicStore everyTwoSeconds(RealRedis redis) {
        return RedisPanicStore.builder(redis.uri())
                .pollEvery(SECOND.multipliedBy(2))
                .build();
    }

    private static void awaitPolls(RealRedis redis, int polls) throws Exception {
        long before = calls(redis).getOrDefault("time", 0L);
        Eventually.until(polls + " polls", PATIENCE, () -> {
            Map<String, Long> now = calls(redis);
            return now.getOrDefault("time", 0L) >= before + polls;
        });
    }
}
