package io.plimsoll.health.probe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ProbeContract;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolProbeTest {

    private static final PoolStats CALM = new PoolStats(3, 7, 10, 10, 0);
    private static final PoolStats STUCK = new PoolStats(10, 0, 10, 10, 4);

    private final ManualTime time = new ManualTime();
    private volatile PoolStats stats = CALM;
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void showsTheNumbersOfACalmPool() {
        try (var monitor = monitorOf(() -> stats)) {
            time.advance(Duration.ofSeconds(1));

            var component = component(monitor);

            assertThat(component.status()).isEqualTo(Status.UP);
            assertThat(component.finding().readings())
                    .containsEntry("active_threads", new Count(3))
                    .containsEntry("waiting_requests", new Count(0));
        }
    }

    @Test
    void reportsExhaustionWithinTwoIntervalsAndRecoveryWithinOne() {
        try (var monitor = monitorOf(() -> stats)) {
            time.advance(Duration.ofSeconds(5));
            stats = STUCK;
            time.advance(Duration.ofSeconds(4));

            assertThat(component(monitor).status()).isEqualTo(Status.DOWN);
            assertThat(component(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
            assertThat(component(monitor).error()).isEqualTo("Pool exhausted: no threads free and callers wait");
            assertThat(component(monitor).finding().scope()).isEqualTo(Scope.SHARED);

            time.advance(Duration.ofSeconds(15));
            assertThat(component(monitor).finding().scope()).isEqualTo(Scope.LOCAL);

            stats = CALM;
            time.advance(Duration.ofMillis(2_200));
            assertThat(component(monitor).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void reportsSaturationAsDegraded() {
        try (var monitor = monitorOf(() -> stats)) {
            stats = new PoolStats(10, 0, 10, 10, 0);
            time.advance(Duration.ofSeconds(8));

            assertThat(component(monitor).status()).isEqualTo(Status.DEGRADED);
            assertThat(component(monitor).code()).isEqualTo(Code.POOL_SATURATED);
            assertThat(component(monitor).error()).isEqualTo("95 % or more of the threads are in use");
        }
    }

    @Test
    void looksTenTimesASecondAndAHundredTimesWhileCallersWait() {
        try (var monitor = monitorOf(() -> stats)) {
            time.advance(Duration.ofSeconds(10));
            int calm = looks.getAndSet(0);
            stats = STUCK;
            time.advance(Duration.ofSeconds(10));

            assertThat(calm).isBetween(100, 107);
            assertThat(looks.get()).isBetween(980, 1_008);
            assertThat(monitor.status("pool")).isEqualTo(Status.DOWN);
        }
        looks.set(0);
        time.advance(Duration.ofSeconds(10));
        assertThat(looks).as("looks after close").hasValue(0);
    }

    @Test
    void survivesASupplierThatThrows() {
        var broken = new AtomicBoolean(true);
        try (var monitor = monitorOf(() -> {
            if (broken.get()) {
                throw new StackOverflowError("on purpose");
            }
            return stats;
        })) {
            time.advance(Duration.ofSeconds(1));
            assertThat(component(monitor).code()).isEqualTo(Code.PROBE_FAILED);

            broken.set(false);
            stats = STUCK;
            time.advance(Duration.ofSeconds(4));
            assertThat(component(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
        }
    }

    @Test
    void countsNothingTowardsExhaustionWhileTheSupplierThrows() {
        stats = STUCK;
        var calls = new AtomicInteger();
        try (var monitor = monitorOf(() -> {
            if (calls.incrementAndGet() % 50 == 0) {
                throw new IllegalStateException("now and then");
            }
            return stats;
        })) {
            time.advance(Duration.ofSeconds(20));

            assertThat(component(monitor).code()).isNotEqualTo(Code.POOL_EXHAUSTED);
        }
    }

    @Test
    void reportsASupplierThatHangsByOneThreadAndHealsWhenItReturns() {
        var release = new CountDownLatch(1);
        var hang = new AtomicBoolean();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Probe probe = PoolProbe.of("threads", () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (hang.get()) {
                awaitUninterruptibly(release);
            }
            inside.decrementAndGet();
            return stats;
        });
        try (var monitor = HealthMonitor.builder("service", "1")
                .required("pool", probe, ProbeSettings.every(Duration.ofMillis(100)))
                .start()) {
            await(() -> monitor.status("pool") == Status.UP);
            hang.set(true);
            await(() -> component(monitor).code() == Code.TIMEOUT
                    || component(monitor).code() == Code.HUNG);
            long executions = component(monitor).executions();
            hang.set(false);
            release.countDown();
            await(() ->
                    monitor.status("pool") == Status.UP && component(monitor).executions() > executions);
        }
        assertThat(most).as("threads inside the supplier at once").hasValue(1);
    }

    @Test
    @SuppressWarnings("ErroneousThreadPoolConstructorChecker") // the mistake that this is about
    void watchesAnExecutor() throws Exception {
        var executor = new ThreadPoolExecutor(2, 8, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
        var release = new CountDownLatch(1);
        var busy = new CountDownLatch(2);
        try (var contract = ProbeContract.of(PoolProbe.of(executor), Duration.ofSeconds(2))) {
            assertThat(contract.healthy().readings())
                    .as("an unbounded queue never lets it grow beyond its core")
                    .containsEntry("max_threads", new Count(2));
            for (int task = 0; task < 5; task++) {
                executor.execute(() -> {
                    busy.countDown();
                    awaitUninterruptibly(release);
                });
            }
            busy.await();

            Finding full = contract.attempt();

            assertThat(full.readings())
                    .containsEntry("active_threads", new Count(2))
                    .containsEntry("idle_threads", new Count(0))
                    .containsEntry("total_threads", new Count(2))
                    .containsEntry("waiting_requests", new Count(3));
        } finally {
            release.countDown();
            executor.shutdown();
        }
    }

    @Test
    void takesTheMaximumSizeOfAnExecutorThatGrows() {
        var executor = new ThreadPoolExecutor(2, 8, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
        try (var contract = ProbeContract.of(PoolProbe.of(executor), Duration.ofSeconds(2))) {
            assertThat(contract.healthy().readings()).containsEntry("max_threads", new Count(8));
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void refusesWhatItCannotJudge() {
        var scheduled = new ScheduledThreadPoolExecutor(1);
        scheduled.shutdown();

        assertThatThrownBy(() -> PoolProbe.of(scheduled))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "tasks in the queue of a scheduled executor wait for their time, not for a thread, so its queue"
                                + " says nothing; count what waits yourself and use PoolProbe.of(noun, supplier)");
        assertThatThrownBy(() -> PoolProbe.of("Worker Threads", () -> CALM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'Worker Threads' cannot name what the pool holds: it must match [a-z][a-z0-9_]{0,55}, such as"
                                + " threads");
    }

    private HealthMonitor monitorOf(Supplier<PoolStats> supplier) {
        Probe probe = PoolProbe.of("threads", () -> {
            looks.incrementAndGet();
            return supplier.get();
        });
        return HealthMonitor.builder("service", "1")
                .required("pool", probe, ProbeSettings.every(Duration.ofSeconds(2)))
                .timing(time.timing())
                .start();
    }

    private static ComponentHealth component(HealthMonitor monitor) {
        return requireNonNull(monitor.report().components().get("pool"));
    }

    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as("waited in vain").isLessThan(20_000_000_000L);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
