package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Probe;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ProbeContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProbesInAMonitorTest {

    private static final ProbeSettings EVERY_FIVE_SECONDS = ProbeSettings.every(Duration.ofSeconds(5));

    @TempDir
    private static Path directory;

    private final ManualTime time = new ManualTime();

    static Stream<Probe> probesOfThisJvm() {
        return Stream.of(
                DiskProbe.builder(directory)
                        .degradedBelowPercent(0.1)
                        .neverDown()
                        .build(),
                HeapProbe.create(),
                GcProbe.create(),
                CgroupProbe.create(),
                DeadlockProbe.create(),
                FileDescriptorProbe.builder().degradedAtPercent(99).neverDown().build(),
                GaugeProbe.builder("threads", Thread::activeCount)
                        .degradedBelow(1)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("probesOfThisJvm")
    void keepsTheContractOfProbes(Probe probe) {
        try (var contract = ProbeContract.of(probe, Duration.ofSeconds(5))) {
            assertThat(contract.healthy().status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void aDeadlockIsWorthARestart() {
        var threads = new AtomicReference<List<LockWaiter>>(List.of());
        try (var health = HealthMonitor.builder("checkout-service", "v1")
                .liveness("deadlock", new DeadlockProbe(threads::get), EVERY_FIVE_SECONDS)
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(1));
            assertThat(health.alive().open()).isTrue();

            threads.set(List.of(new LockWaiter(1, 2, false, "one"), new LockWaiter(2, 1, false, "two")));
            time.advance(Duration.ofSeconds(6));

            assertThat(health.alive().open()).isFalse();
        }
    }

    @Test
    void aDeadlockIsNotLookedForEveryTwoSeconds() {
        var builder = HealthMonitor.builder("checkout-service", "v1")
                .liveness("deadlock", DeadlockProbe.create(), ProbeSettings.every(Duration.ofSeconds(2)))
                .timing(time.timing());

        assertThatThrownBy(builder::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("component 'deadlock': interval 2 s is shorter than the 5 s");
    }

    @Test
    void aFullDiskMakesThisInstanceUnreadyIfToldSo() {
        var space = new AtomicReference<>(new DiskProbe.Space(50, 100));
        try (var health = HealthMonitor.builder("checkout-service", "v1")
                .required("disk", DiskProbe.builder(directory).build(space::get))
                .unreadyOnLocalFindings()
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(1));
            assertThat(health.ready().open()).isTrue();

            space.set(new DiskProbe.Space(1, 100));
            time.advance(Duration.ofSeconds(3));

            assertThat(health.ready().open()).isFalse();
            assertThat(health.status("disk")).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void aLagThatGrowsIsSeenInTime() {
        var lag = new AtomicLong();
        try (var health = HealthMonitor.builder("checkout-service", "v1")
                .optional(
                        "orders",
                        GaugeProbe.builder("lag", lag::getAndIncrement)
                                .degradedWhenRisingFor(Duration.ofMinutes(1))
                                .build())
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(59));
            assertThat(health.status("orders")).isEqualTo(Status.UP);

            time.advance(Duration.ofSeconds(4));

            assertThat(health.status("orders")).isEqualTo(Status.DEGRADED);
            assertThat(health.report().reason()).contains("lag has been rising for 1 min");
        }
    }

    @Test
    void aPauseOfThisJvmIsNotSilence() {
        try (var health = HealthMonitor.builder("checkout-service", "v1")
                .optional(
                        "orders",
                        GaugeProbe.builder("payments", () -> 7)
                                .degradedWhenSilentFor(Duration.ofMinutes(1))
                                .build())
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(3));

            time.pause(Duration.ofMinutes(5));
            time.advance(Duration.ofSeconds(40));

            assertThat(health.status("orders")).isEqualTo(Status.UP);
        }
    }

    @Test
    void aGaugeThatThrowsIsABrokenProbe() {
        try (var health = HealthMonitor.builder("checkout-service", "v1")
                .optional(
                        "queue",
                        GaugeProbe.builder("depth", () -> {
                                    throw new IOException("secret host");
                                })
                                .degradedAbove(1)
                                .build())
                .timing(time.timing())
                .start()) {
            time.advance(Duration.ofSeconds(1));

            var queue = health.report().components().get("queue");
            assertThat(queue.code()).isEqualTo(Code.PROBE_FAILED);
            assertThat(queue.error()).doesNotContain("secret");
        }
    }
}
