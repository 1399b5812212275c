package io.plimsoll.http.vertx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.http.contract.Loops;
import io.plimsoll.http.contract.OwnClassPath;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(180)
class EventLoopProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);

    /** The same byte code with both. */
    enum Version {
        VERTX_5,
        VERTX_4;

        Loops loops() throws Exception {
            return this == VERTX_5
                    ? new VertxLoops()
                    : new OwnClassPath("vertx-4", "io.plimsoll.http.vertx.VertxLoops")
                            .with(Loops.class, loops -> loops);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesALoopThatIsBlockedAndThatItIsFreeAgain(Version version) throws Exception {
        try (Loops loops = version.loops();
                HealthMonitor health = monitor(loops)) {
            await(
                    health,
                    it -> it.finding()
                            .readings()
                            .getOrDefault("event_loops", new Count(0))
                            .equals(new Count(Loops.LOOPS)));
            assertThat(it(health).status()).isEqualTo(Status.UP);

            loops.block();
            await(health, it -> it.code() == Code.EVENT_LOOP_LAG);

            ComponentHealth blocked = it(health);
            System.out.println(
                    version + ": " + blocked.error() + " " + blocked.finding().readings());
            assertThat(blocked.status()).isEqualTo(Status.DEGRADED);
            assertThat(blocked.code()).isEqualTo(Code.EVENT_LOOP_LAG);
            assertThat(blocked.error()).isEqualTo("An event loop runs its tasks at least 1000 ms late");
            assertThat(blocked.finding().scope()).isEqualTo(Scope.LOCAL);
            assertThat(((Count) blocked.finding().readings().get("event_loop_lag_ms")).value())
                    .isGreaterThanOrEqualTo(1_000);
            assertThat(blocked.finding().details().get("blocked_event_loops"))
                    .startsWith("vert.x-eventloop-thread-")
                    .contains("VertxLoops.holdTheLoop");

            loops.free();
            await(health, it -> it.finding().status() == Status.UP);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seesALoopThatNeverRanWhatLooksAtIt(Version version) throws Exception {
        try (Loops loops = version.loops()) {
            loops.block();
            try (HealthMonitor health = monitor(loops)) {
                await(health, it -> it.code() == Code.EVENT_LOOP_LAG);

                assertThat(it(health).finding().readings()).containsEntry("event_loops", new Count(Loops.LOOPS - 1));
                assertThat(it(health).finding().details())
                        .containsEntry(
                                "blocked_event_loops",
                                "an event loop that has run nothing since it was looked at first");
                loops.free();
                await(health, it -> it.finding().status() == Status.UP);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsTheLoopsRestOnceTheMonitorIsClosed(Version version) throws Exception {
        try (Loops loops = version.loops()) {
            HealthMonitor health = monitor(loops);
            await(
                    health,
                    it -> it.finding()
                            .readings()
                            .getOrDefault("event_loops", new Count(0))
                            .equals(new Count(Loops.LOOPS)));
            assertThat(loops.isBeating()).isTrue();

            health.close();

            long begun = System.nanoTime();
            while (loops.isBeating()) {
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotClaimToKnowTheLoopsOfAVertxThatIsClosed(Version version) throws Exception {
        Loops loops = version.loops();
        try (HealthMonitor health = monitor(loops)) {
            await(health, it -> it.finding().status() == Status.UP);

            loops.close();
            await(health, it -> it.code() == Code.PROBE_FAILED);

            assertThat(it(health).finding().cause())
                    .hasMessage("event loops: what looked at them was undeployed, as by a Vert.x that closes");
        }
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            EventLoopProbe.Builder settings = EventLoopProbe.builder(vertx);
            assertThat(settings.build().layer()).isEqualTo(Layer.LOCAL);
            assertThatThrownBy(() -> settings.eventLoops(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("event loops: there is at least 1, but eventLoops is 0; nothing would be looked at");
            assertThatThrownBy(() -> settings.degradedAfter(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("event loops: degradedAfter must be at least 1 ms, but is PT0S; every loop is so late");
            assertThatThrownBy(() -> settings.downAfter(Duration.ofMillis(200)).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("event loops: downAfter PT0.2S is not more than degradedAfter PT0.2S; it would go down"
                            + " without being degraded first");
        } finally {
            vertx.close().await();
        }
    }

    private static HealthMonitor monitor(Loops loops) {
        return HealthMonitor.builder("service", "1")
                .optional("event_loops", loops.probe(), ProbeSettings.every(Duration.ofSeconds(1)))
                .start();
    }

    private static ComponentHealth it(HealthMonitor health) {
        return Objects.requireNonNull(health.report().components().get("event_loops"));
    }

    private static void await(HealthMonitor health, Predicate<ComponentHealth> condition) {
        long begun = System.nanoTime();
        while (!condition.test(it(health))) {
            assertThat(System.nanoTime() - begun).as("in vain: %s", it(health)).isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(10_000_000);
        }
    }
}
