package io.plimsoll.health.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.testing.ProbeContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A monitor and a real server that is frozen or killed. */
@Timeout(120)
class RedisOutageTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration VERDICT =
            Duration.ofMillis(1_100).plus(TIMEOUT).plusMillis(500);
    private static final Duration HEALED = INTERVAL.plusSeconds(5);

    private final Queue<ProbeResult> results = new ConcurrentLinkedQueue<>();

    @Test
    void keepsTheContractOfProbes() throws Exception {
        try (var redis = RealRedis.start();
                var contract = ProbeContract.of(RedisProbe.of(redis.uri()), Duration.ofSeconds(5))) {
            contract.healthy();
            redis.kill();
            assertThat(contract.refusing().code()).isEqualTo(Code.REFUSED);
        }
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var contract = ProbeContract.of(RedisProbe.of("redis://127.0.0.1:" + silent.getLocalPort()), TIMEOUT)) {
            contract.silent();
            contract.silent();
        }
    }

    @Test
    void isDownInTimeWhenFrozenAndHealsByItself() throws Exception {
        try (var redis = RealRedis.start();
                var health = monitor(redis)) {
            awaitStatus(health, Status.UP, Duration.ofSeconds(10));

            redis.freeze();
            Duration down = awaitStatus(health, Status.DOWN, VERDICT);
            results.clear();
            Eventually.until("four attempts", Duration.ofSeconds(20), () -> results.size() >= 4);
            var codes = results.stream().map(result -> result.finding().code()).toList();
            redis.thaw();
            Duration up = awaitStatus(health, Status.UP, HEALED);

            System.out.printf(
                    "frozen: DOWN after %d ms (limit %d), then %s; healed %d ms after SIGCONT (limit %d)%n",
                    down.toMillis(), VERDICT.toMillis(), codes, up.toMillis(), HEALED.toMillis());
            assertThat(codes).containsOnly(Code.TIMEOUT);
            assertThat(ownThreads()).hasSize(1);
        }
    }

    @Test
    void isDownInTimeWhenKilledAndUpSoonAfterItIsBackTwentySecondsLater() throws Exception {
        try (var redis = RealRedis.start();
                var health = monitor(redis)) {
            awaitStatus(health, Status.UP, Duration.ofSeconds(10));

            redis.kill();
            Duration down = awaitStatus(health, Status.DOWN, VERDICT);
            ComponentHealth component = component(health);
            assertThat(component.code()).isEqualTo(Code.REFUSED);
            assertThat(component.error()).isEqualTo("Redis refused the connection");
            assertThat(new CountDownLatch(1).await(20, TimeUnit.SECONDS)).isFalse();
            redis.restart();
            Duration up = awaitStatus(health, Status.UP, HEALED);

            System.out.printf(
                    "killed: DOWN after %d ms (limit %d); UP %d ms after it is back from 20 s of outage (limit %d)%n",
                    down.toMillis(), VERDICT.toMillis(), up.toMillis(), HEALED.toMillis());
        }
        Eventually.until(
                "no thread left", Duration.ofSeconds(5), () -> ownThreads().isEmpty());
    }

    private HealthMonitor monitor(RealRedis redis) {
        return HealthMonitor.builder("checkout-service", "v1")
                .required(
                        "redis",
                        RedisProbe.of(redis.uri()),
                        ProbeSettings.every(INTERVAL).timeout(TIMEOUT))
                .listener(new HealthListener() {
                    @Override
                    public void probed(ProbeResult result) {
                        results.add(result);
                    }
                })
                .start();
    }

    private static Duration awaitStatus(HealthMonitor health, Status status, Duration limit) throws Exception {
        return Eventually.until("redis is " + status, limit, () -> health.status("redis") == status);
    }

    private static ComponentHealth component(HealthMonitor health) {
        return java.util.Objects.requireNonNull(health.report().components().get("redis"));
    }

    private static List<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("plimsoll-redis-"))
                .toList();
    }
}
