package io.plimsoll.health.monitor;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final Duration WAIT = ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final HealthMonitor health = monitorOf(time.timing(), ScriptedProbe.of(OK));

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void closesReadinessAtOnceAndIsOverAfterTheWait() {
        time.advance(ZERO);
        assertThat(health.ready().open()).isTrue();

        CompletionStage<Void> over = Drain.of(health, WAIT).begin();

        assertThat(health.ready().reason()).isEqualTo("Draining");
        assertThat(health.alive().open()).isTrue();
        time.advance(WAIT.minusNanos(1));
        assertThat(isOver(over)).isFalse();
        time.advance(Duration.ofNanos(1));
        assertThat(isOver(over)).isTrue();
        assertThat(health.alive().open()).isTrue();
        assertThat(health.ready().open()).isFalse();
    }

    @Test
    void waitsOnceHoweverOftenItIsAsked() {
        time.advance(ZERO);
        Drain drain = Drain.of(health, WAIT);

        drain.begin();
        time.advance(WAIT.minusSeconds(1));
        CompletionStage<Void> later = drain.begin();
        time.advance(ofSeconds(1));

        assertThat(isOver(later)).isTrue();
        drain.await();
    }

    @Test
    void waitsElevenSecondsUnlessSaidOtherwise() {
        time.advance(ZERO);

        CompletionStage<Void> over = Drain.of(health).begin();

        time.advance(ofMillis(10_999));
        assertThat(isOver(over)).isFalse();
        time.advance(ofMillis(1));
        assertThat(isOver(over)).isTrue();
    }

    @Test
    void derivesTheWaitFromTheReadinessProbe() {
        assertThat(Drain.waitFor(ofSeconds(2), 3)).isEqualTo(ofSeconds(11));
        assertThat(Drain.waitFor(ofSeconds(10), 3)).isEqualTo(ofSeconds(35));
        assertThatThrownBy(() -> Drain.waitFor(ZERO, 1)).hasMessageStartingWith("period must be more than 0");
        assertThatThrownBy(() -> Drain.waitFor(ofSeconds(5), 0)).hasMessageStartingWith("failure threshold must be");
    }

    @Test
    void waitsForThoseWhoSendRequestsThoughOneComponentWasNeverUp() {
        try (var started = HealthMonitor.builder("drained", "1")
                .timing(time.timing())
                .required("database", ScriptedProbe.of(OK))
                .required("redis", ScriptedProbe.of(FAIL))
                .start()) {
            time.advance(ZERO);
            assertThat(started.started().open()).isFalse();
            assertThat(started.without(Set.of("redis")).ready().open())
                    .as("what a load balancer saw that leaves out redis")
                    .isTrue();

            CompletionStage<Void> over = Drain.of(started, WAIT).begin();

            assertThat(started.ready().reason()).isEqualTo("Draining");
            time.advance(WAIT.minusNanos(1));
            assertThat(isOver(over)).isFalse();
            time.advance(Duration.ofNanos(1));
            assertThat(isOver(over)).isTrue();
        }
    }

    @Test
    void countsFromTheMomentAtWhichTheMonitorBeganToDrainHoweverManyDrainsThereAre() {
        time.advance(ZERO);
        CompletionStage<Void> first = Drain.of(health, WAIT).begin();
        time.advance(WAIT.minusSeconds(1));

        CompletionStage<Void> second = Drain.of(health, WAIT).begin();
        CompletionStage<Void> longer = Drain.of(health, WAIT.plusSeconds(2)).begin();

        assertThat(isOver(second)).isFalse();
        time.advance(ofSeconds(1));
        assertThat(isOver(first)).isTrue();
        assertThat(isOver(second)).isTrue();
        assertThat(isOver(longer)).isFalse();
        assertThat(isOver(Drain.of(health, WAIT).begin()))
                .as("begun when it is over")
                .isTrue();
        time.advance(ofSeconds(2));
        assertThat(isOver(longer)).isTrue();
    }

    @Test
    void doesNotWaitWithoutAWait() {
        time.advance(ZERO);

        assertThat(isOver(Drain.of(health, ZERO).begin())).isTrue();
        assertThat(health.ready().open()).isFalse();
    }

    @Test
    void isOverAsSoonAsTheMonitorIsClosed() {
        time.advance(ZERO);
        CompletionStage<Void> over = Drain.of(health, WAIT).begin();
        assertThat(isOver(over)).isFalse();

        health.close();

        assertThat(isOver(over)).isTrue();
        assertThat(isOver(Drain.of(health, WAIT).begin())).isTrue();
    }

    @Test
    void isOverEvenIfNoThreadIsLeftToSayIt() {
        var refusing = new Object() {
            boolean closed;
        };
        var timing = new Timing(time, time, time, task -> {
            if (refusing.closed) {
                throw new RejectedExecutionException("no thread left");
            }
            time.execute(task);
        });
        try (var monitor = monitorOf(timing, ScriptedProbe.of(OK))) {
            time.advance(ZERO);
            CompletionStage<Void> over = Drain.of(monitor, ofSeconds(1)).begin();

            refusing.closed = true;
            time.advance(ofSeconds(1));

            assertThat(isOver(over)).isTrue();
        }
    }

    @Test
    void blocksWhoeverAwaitsItUntilTheWaitIsOver() throws Exception {
        time.advance(ZERO);
        Drain drain = Drain.of(health, WAIT);
        var stopped = new CompletableFuture<Void>();
        var hook = new Thread(() -> {
            drain.await();
            stopped.complete(null);
        });
        hook.setDaemon(true);
        CompletionStage<Void> over = drain.begin();
        hook.start();

        time.advance(WAIT.minusNanos(1));
        assertThat(isOver(over)).isFalse();
        assertThat(stopped).isNotDone();
        time.advance(Duration.ofNanos(1));

        stopped.get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsTheWaitingOfAThreadThatIsInterrupted() {
        time.advance(ZERO);
        Thread.currentThread().interrupt();

        Drain.of(health, WAIT).await();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(health.ready().open()).isFalse();
    }

    @Test
    void doesNotBlockForEverIfTheSchedulerIsDead() {
        time.advance(ZERO);

        Drain.of(health, ofMillis(1)).await();

        assertThat(health.isDraining()).isTrue();
    }

    @Test
    void refusesAWaitThatIsNone() {
        assertThatThrownBy(() -> Drain.of(health, ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "drain wait must be from 0 to 3600 s, but is -1 ms; the platform would kill the service in the"
                                + " middle of it");
        assertThatThrownBy(() -> Drain.of(health, ofSeconds(3_601)))
                .hasMessage("drain wait must be from 0 to 3600 s, but is 3601 s; the platform would kill the service in"
                        + " the middle of it");
    }

    private static boolean isOver(CompletionStage<Void> stage) {
        return stage.toCompletableFuture().isDone();
    }

    private static HealthMonitor monitorOf(Timing timing, ScriptedProbe probe) {
        return HealthMonitor.builder("drained", "1")
                .timing(timing)
                .required("it", probe)
                .start();
    }
}
