package io.plimsoll.panic.redis;

import static io.plimsoll.panic.Press.by;
import static io.plimsoll.panic.redis.Instances.PATIENCE;
import static io.plimsoll.panic.redis.Instances.health;
import static io.plimsoll.panic.redis.Instances.press;
import static io.plimsoll.panic.redis.Instances.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Status;
import io.plimsoll.health.redis.Eventually;
import io.plimsoll.health.redis.RealRedis;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.redis.micrometer.RedisPanicMetrics;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.PanicStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** One real server, well and unwell. */
@Timeout(120)
class RedisPanicStoreTest {

    private static final String KEY = "plimsoll:panic:default";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF = Duration.ofMillis(500);

    private final Instances instances = new Instances();

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void keepsTheContractOfStores() throws Exception {
        try (var redis = RealRedis.start()) {
            var contract = PanicStoreContract.of(() -> RedisPanicStore.of(redis.uri()), Duration.ofSeconds(10));
            long seed = Long.getLong("seed", System.nanoTime());
            System.out.println("RedisPanicStoreTest: seed " + seed);

            contract.spreads();
            contract.tellsWhoStartsLater();
            contract.worksWithoutTheStore(run(redis::freeze), run(redis::thaw));
            contract.refills(run(() -> {
                redis.kill();
                redis.restart();
            }));
            contract.refills(run(() -> redis.ask("FLUSHALL", "done")));
            contract.unites(new Random(seed));
        }
    }

    @Test
    void startsWithoutRedisSaysSoOnceAndSharesWhenItIsThere() throws Exception {
        int port = RealRedis.freePort();
        try (var log = new LogLines()) {
            PanicButton button = instances.start(RedisPanicStore.of("redis://127.0.0.1:" + port));
            Lease lease = press(button);
            RedisPanicStore store = instances.stores.get(0);
            Eventually.until(
                    "several attempts",
                    PATIENCE,
                    () -> !log.with("not shared").isEmpty() && health(store).code() == Code.REFUSED);
            assertThat(button.leases()).containsExactly(lease);
            assertThat(health(store).status()).isEqualTo(Status.DEGRADED);
            assertThat(health(store).error())
                    .isEqualTo("Buttons are not shared with the fleet: Redis refused the connection");
            assertThat(store.lastSyncAge()).isEmpty();

            try (var redis = RealRedis.startOn(port)) {
                Eventually.until("told", PATIENCE, () -> stored(redis, KEY).equals(List.of(lease)));
                instances.awaitInStep();
                Finding well = health(store);
                assertThat(well.status()).isEqualTo(Status.UP);
                assertThat(well.readings()).containsKeys("last_sync_age_ms", "redis_clock_ahead_ms");
                assertThat(well.readings()).containsEntry("hints", new Flag(true));
            }
            assertThat(log.with("not shared"))
                    .containsExactly(
                            "WARN Buttons are not shared with fleet default: Redis refused the connection. They can"
                                    + " be pressed and end here as ever; others hear of it when that is over");
            Eventually.until("said", PATIENCE, () -> !log.with("are shared").isEmpty());
            assertThat(log.with("are shared")).containsExactly("INFO Buttons are shared with fleet default by Redis");
        }
    }

    /** Each of them leaves the board working, has its code in the component, and one line in the log. */
    @Test
    void saysWhatIsWrongWithRedis() throws Exception {
        try (var redis = RealRedis.start("--requirepass", "secretword")) {
            refused(redis.uri(), Code.AUTH, "Redis rejects the credentials");
            refused("redis://:wrongword@127.0.0.1:" + redis.port(), Code.AUTH, "Redis rejects the credentials");
        }
        try (var redis = RealRedis.start()) {
            redis.ask("ACL SETUSER reader on >secretword ~* +@all -hset", "done");
            refused(
                    "redis://reader:secretword@127.0.0.1:" + redis.port(),
                    Code.AUTH,
                    "Redis denies the right to share buttons");
            redis.ask("SET " + KEY + " something", "done");
            refused(redis.uri(), Code.BAD_RESPONSE, "Redis answered with an error");
        }
        try (var redis = RealRedis.start();
                var primary = RealRedis.start()) {
            redis.ask("REPLICAOF 127.0.0.1 " + primary.port(), "done");
            refused(redis.uri(), Code.READ_ONLY, "Redis is a replica: it can be read and not written");
        }
        try (var redis = RealRedis.start("--maxmemory", "3mb", "--maxmemory-policy", "noeviction")) {
            redis.ask("EVAL \"for i=1,10000 do redis.call('SET',i,string.rep('x',1000)) end\" 0", "done");
            refused(redis.uri(), Code.OOM, "Redis refuses writes: its memory is full");
        }
        try (var redis = RealRedis.start("--maxclients", "1");
                var only = redis.onlyClient()) {
            assertThat(only.isConnected()).isTrue();
            refused(redis.uri(), Code.CONNECTION_LIMIT, "Redis accepts no more connections");
        }
    }

    @Test
    void findsThePrimaryAgainAfterADemotion() throws Exception {
        try (var redis = RealRedis.start();
                var primary = RealRedis.start()) {
            PanicButton button = instances.start(
                    RedisPanicStore.builder(redis.uri()).pollEvery(SECOND).commandLimit(HALF));
            instances.awaitInStep();
            redis.ask("REPLICAOF 127.0.0.1 " + primary.port(), "done");
            Lease lease = press(button);
            Eventually.until(
                    "demoted", PATIENCE, () -> health(instances.stores.get(0)).code() == Code.READ_ONLY);

            redis.ask("REPLICAOF NO ONE", "done");

            Eventually.until("told", PATIENCE, () -> stored(redis, KEY).equals(List.of(lease)));
        }
    }

    private static void refused(String uri, Code code, String error) throws Exception {
        var store = RedisPanicStore.builder(uri)
                .pollEvery(SECOND)
                .commandLimit(HALF)
                .build();
        try (var log = new LogLines();
                var alone = new Instances()) {
            PanicButton button = alone.start(store);
            Lease lease = press(button);
            // If it was in step before it had something to write, that is too old only after some polls.
            Eventually.until(error, PATIENCE, () -> health(store).code() == code);
            Finding finding = health(store);

            assertThat(finding.status()).isEqualTo(Status.DEGRADED);
            assertThat(finding.error()).isEqualTo("Buttons are not shared with the fleet: " + error);
            assertThat(button.leases()).containsExactly(lease);
            assertThat(log.with("not shared"))
                    .singleElement()
                    .asString()
                    .contains(error)
                    .doesNotContain("secretword", "wrongword");
        }
    }

    @Test
    void doesWithoutMessagesAndSaysSo() throws Exception {
        try (var redis = RealRedis.start();
                var log = new LogLines()) {
            redis.ask("ACL SETUSER deaf on >secretword ~plimsoll:panic:* +@all -publish -subscribe", "done");
            String uri = "redis://deaf:secretword@127.0.0.1:" + redis.port();
            PanicButton one = instances.start(
                    RedisPanicStore.builder(uri).pollEvery(SECOND).commandLimit(HALF));
            PanicButton other = instances.start(
                    RedisPanicStore.builder(uri).pollEvery(SECOND).commandLimit(HALF));
            instances.awaitInStep();

            Lease lease = press(one);

            Eventually.until("found by polling", PATIENCE, () -> other.leases().equals(List.of(lease)));
            assertThat(health(instances.stores.get(0)).status()).isEqualTo(Status.UP);
            assertThat(health(instances.stores.get(0)).readings()).containsEntry("hints", new Flag(false));
            assertThat(log.with("cannot send messages"))
                    .hasSize(2)
                    .allMatch(line ->
                            line.equals("WARN Fleet default cannot send messages: Redis denies the right to hear"
                                    + " messages. What is pressed is heard of at the next poll"));
            assertThat(log.with("not shared")).isEmpty();
        }
    }

    @Test
    void needsTheRightsThatAreDocumentedAndNoOthers() throws Exception {
        try (var redis = RealRedis.start();
                var log = new LogLines()) {
            redis.ask(
                    "ACL SETUSER fleet on >secretword ~plimsoll:panic:* resetchannels &plimsoll:panic:*"
                            + " +time +hget +hlen +hkeys +hset +hdel +expire +publish +subscribe",
                    "done");
            String uri = "redis://fleet:secretword@127.0.0.1:" + redis.port();
            PanicButton one = instances.start(RedisPanicStore.of(uri));
            PanicButton other = instances.start(RedisPanicStore.of(uri));
            instances.awaitInStep();

            Lease lease = press(one);
            instances.awaitAll("pressed", button -> button.leases().equals(List.of(lease)));
            other.releaseAll("bob");
            instances.awaitAll("released", button -> !button.isPressed());

            assertThat(health(instances.stores.get(1)).readings()).containsEntry("hints", new Flag(true));
            assertThat(log.with("WARN"))
                    .filteredOn(line -> !line.contains("is pressed by"))
                    .isEmpty();
        }
    }

    @Test
    void keepsFleetsApartAndLeavesStrangersAlone() throws Exception {
        try (var redis = RealRedis.start();
                var log = new LogLines()) {
            redis.ask("HSET plimsoll:panic:checkout what-is-this 1 version some", "done");
            PanicButton checkout =
                    instances.start(RedisPanicStore.builder(redis.uri()).fleet("checkout"));
            PanicButton search =
                    instances.start(RedisPanicStore.builder(redis.uri()).fleet("search"));
            PanicButton staging = instances.start(
                    RedisPanicStore.builder(redis.uri()).fleet("checkout").keyPrefix("staging:"));
            PanicButton second =
                    instances.start(RedisPanicStore.builder(redis.uri()).fleet("checkout"));
            instances.awaitInStep();
            redis.ask("PUBLISH plimsoll:panic:checkout nonsense", "done");
            redis.ask("PUBLISH plimsoll:panic:checkout \"1\\tid\\tit\\t\"", "done");

            Lease lease = press(checkout);

            Eventually.until("pressed", PATIENCE, () -> second.leases().equals(List.of(lease)));
            instances.awaitInStep();
            assertThat(search.isPressed()).isFalse();
            assertThat(staging.isPressed()).isFalse();
            assertThat(redis.ask("HKEYS plimsoll:panic:checkout", "done")).contains("what-is-this");
            assertThat(stored(redis, "plimsoll:panic:search")).isEmpty();
            assertThat(log.with("has 1 fields that are no leases")).hasSize(2);
        }
    }

    @Test
    void asksLittleWhileNothingChangesAndForgetsWhatIsOver() throws Exception {
        var time = new ManualTime();
        try (var redis = RealRedis.start()) {
            long now = Long.parseLong(redis.ask("TIME", "done").lines().toList().get(2));
            Instant past = Instant.ofEpochSecond(now).minus(Duration.ofHours(1));
            Lease over = new Lease(
                    "over", "it", "alice", "why", "code", null, false, past.minusSeconds(60), past, null, null);
            Lease released = new Lease(
                    "released", "it", "alice", "why", "code", null, false, past.minusSeconds(60), past, null, "bob");
            for (Lease lease : List.of(over, released)) {
                redis.ask("HSET " + KEY + " \"" + LeaseText.write(lease).replace("\t", "\\t") + "\" 1", "done");
            }
            var store = RedisPanicStore.of(redis.uri());
            try (PanicBoard board =
                    PanicBoard.builder("it").timing(time.timing()).build().sharedBy(store)) {
                assertThat(stored(redis, KEY)).as("a release is kept for a day").containsExactly(released);
                Lease lease = press(board.button("it"));
                board.button("it").release(lease.id(), "bob");
                time.advance(Duration.ofSeconds(10));
                assertThat(stored(redis, KEY)).as("one field for each lease").hasSize(2);
                String answer =
                        redis.ask("TTL " + KEY, "done").lines().findFirst().orElseThrow();
                assertThat(Long.parseLong(answer.substring(1)))
                        .isBetween(
                                Duration.ofDays(9).minusMinutes(1).toSeconds(),
                                Duration.ofDays(9).toSeconds());
                redis.ask("CONFIG RESETSTAT", "done");

                time.advance(Duration.ofMinutes(5));

                Map<String, Long> calls = Instances.calls(redis);
                System.out.println("commands in 5 min of polls with nothing to do: " + calls);
                assertThat(calls.get("time")).isBetween(66L, 81L);
                assertThat(calls).containsEntry("hget", calls.get("time")).containsEntry("hlen", calls.get("time"));
                assertThat(calls.keySet()).doesNotContain("hkeys", "hset", "hdel", "publish");
            }
        }
    }

    @Test
    void pollsInManualTimeAndMissesThreePollsBeforeItIsDegraded() throws Exception {
        var time = new ManualTime();
        try (var redis = RealRedis.start()) {
            var store = RedisPanicStore.of(redis.uri());
            var registry = new SimpleMeterRegistry();
            RedisPanicMetrics.bind(store, registry);
            assertThat(age(registry)).isNaN();
            assertThat(health(store).code()).isEqualTo(Code.NOT_RUN_YET);
            try (PanicBoard board =
                    PanicBoard.builder("it").timing(time.timing()).build().sharedBy(store)) {
                assertThat(store.lastSyncAge()).contains(Duration.ZERO);
                time.advance(Duration.ofMinutes(1));
                assertThat(store.lastSyncAge().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(5));

                redis.kill();
                time.advance(Duration.ofSeconds(10));
                assertThat(health(store).status()).isEqualTo(Status.UP);
                assertThat(age(registry)).isBetween(10.0, 15.0);
                time.advance(Duration.ofSeconds(7));
                assertThat(health(store).code()).isEqualTo(Code.REFUSED);
                Lease lease = board.button("it").press(by("alice", "why").lasting(Duration.ofMinutes(2)));
                time.advance(Duration.ofMinutes(1));
                assertThat(board.button("it").isPressed()).isTrue();
                redis.restart();
                time.advance(Duration.ofSeconds(1));

                assertThat(stored(redis, KEY)).containsExactly(lease);
                assertThat(health(store).status()).isEqualTo(Status.UP);
                time.advance(Duration.ofSeconds(58));
                assertThat(board.button("it").isPressed()).isTrue();
                time.advance(Duration.ofSeconds(1));
                assertThat(board.button("it").isPressed()).as("on time").isFalse();
            }
        }
    }

    @Test
    void closesAllThatItOpened() throws Exception {
        try (var redis = RealRedis.start()) {
            PanicButton button = instances.start(RedisPanicStore.of(redis.uri()));
            instances.awaitInStep();
            assertThat(redis.clients()).isEqualTo(2);
            RedisPanicStore used = instances.stores.get(0);
            try (PanicBoard another = PanicBoard.of("it")) {
                assertThatThrownBy(() -> another.sharedBy(used))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the store shares a board already; each board needs one of its own");
            }
            PanicBoard early = PanicBoard.of("it").sharedBy(RedisPanicStore.of(redis.uri()));
            early.close();
            var neverOpened = RedisPanicStore.of(redis.uri());
            neverOpened.close();
            neverOpened.changed(press(button));

            instances.close();

            Eventually.until("nobody connected", PATIENCE, () -> redis.clients() == 0);
            Eventually.until(
                    "no thread left",
                    PATIENCE,
                    () -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("plimsoll-panic")));
        }
    }

    @Test
    void closesQuietlyInEveryPhaseOfItsStart() throws Exception {
        try (var redis = RealRedis.start();
                var log = new LogLines("io.netty")) {
            for (int i = 0; i < 60; i++) {
                PanicBoard board = PanicBoard.of("it").sharedBy(RedisPanicStore.of(redis.uri()));
                LockSupport.parkNanos(i * 500_000L);
                board.close();
            }

            Eventually.until("nobody connected", PATIENCE, () -> redis.clients() == 0);
            assertThat(log.with("ERROR")).isEmpty();
        }
    }

    @Test
    void refusesWhatCannotWork() {
        var uri = "redis://127.0.0.1";
        refused(
                () -> RedisPanicStore.of("http://:secretword@redis"),
                "not the address of a Redis server: expected redis://[[user]:password@]host[:port][/database]");
        refused(
                () -> RedisPanicStore.builder(RedisURI.builder()
                        .withSentinel("a")
                        .withSentinel("b")
                        .withSentinelMasterId("m")
                        .build()),
                "a RedisPanicStore asks one server, but the URI names 2 sentinels; name the primary, or what leads to it");
        refused(
                () -> RedisPanicStore.builder(uri).fleet("a b"),
                "'a b' cannot name a fleet: it must match [A-Za-z0-9][A-Za-z0-9_.-]{0,63}, since it becomes part of a key");
        refused(
                () -> RedisPanicStore.builder(uri).keyPrefix("a b"),
                "'a b' cannot begin a key: it must match [A-Za-z0-9_.:{}-]{0,64}");
        refused(
                () -> RedisPanicStore.builder(uri).pollEvery(Duration.ofMillis(999)),
                "pollEvery must be from 1 s to 1 min, but is PT0.999S; Redis would be under load from it, or a lost"
                        + " message be missed for long");
        refused(
                () -> RedisPanicStore.builder(uri).commandLimit(Duration.ZERO),
                "commandLimit must be at least 50 ms, but is PT0S; a Redis that is only busy would be taken for dead");
        assertThatThrownBy(() -> RedisPanicStore.builder(uri)
                        .commandLimit(Duration.ofSeconds(5))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("commandLimit PT5S is not less than pollEvery PT5S; polls would run into each other");
    }

    private static void refused(ThrowingCallable wrong, String message) {
        assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static double age(SimpleMeterRegistry registry) {
        return registry.get("plimsoll.panic.sync.age")
                .tag("fleet", "default")
                .timeGauge()
                .value();
    }

    private static Runnable run(Executable step) {
        return () -> {
            try {
                step.execute();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            } catch (Throwable failed) {
                throw new AssertionError(failed);
            }
        };
    }
}
