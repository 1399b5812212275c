package io.plimsoll.health.monitor;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.testing.ScriptedProbe;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What only real threads and a real clock can show. */
class RealThreadsTest {

    private static final Duration PATIENCE = ofSeconds(30);

    @Test
    void answersFiftyCallersBeforeTheFirstResultAndRunsTheProbeOnce() throws Exception {
        var gate = new CountDownLatch(1);
        var executions = new AtomicInteger();
        Probe slowStart = context -> {
            executions.incrementAndGet();
            gate.await();
            return Finding.up();
        };
        ExecutorService callers = Executors.newFixedThreadPool(50);
        try (HealthMonitor monitor = HealthMonitor.builder("s", "v")
                .required("it", slowStart, every(ofSeconds(60)).timeout(ofSeconds(30)))
                .start()) {
            await("the probe is inside", () -> executions.get() == 1);
            List<Callable<Long>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(() -> {
                    long start = System.nanoTime();
                    HealthReport report = monitor.report();
                    long nanos = System.nanoTime() - start;
                    assertThat(report.status()).isEqualTo(Status.DOWN);
                    assertThat(report.components().get("it").code()).isEqualTo(Code.NOT_RUN_YET);
                    return nanos;
                });
            }
            long slowest = 0;
            for (Future<Long> call : callers.invokeAll(calls)) {
                slowest = Math.max(slowest, call.get());
            }
            System.out.printf(
                    "50 callers before the first result: slowest %.3f ms, %d execution%n",
                    slowest / 1e6, executions.get());
            assertThat(slowest).isLessThan(ofMillis(100).toNanos());
            assertThat(executions).hasValue(1);

            gate.countDown();
            await("UP", () -> monitor.report().status() == Status.UP);
            assertThat(executions).hasValue(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void keepsOneNamedThreadForAProbeThatIgnoresItsCancelAndStartsNothingNew() {
        ScriptedProbe probe = ScriptedProbe.of(ScriptedProbe.OK, ScriptedProbe.HANG, ScriptedProbe.OK);
        try (HealthMonitor monitor = HealthMonitor.builder("s", "v")
                .required("stubborn", probe, every(ofMillis(300)))
                .start()) {
            await("TIMEOUT", () -> code(monitor) == Code.TIMEOUT);
            await("HUNG", () -> code(monitor) == Code.HUNG);
            assertThat(threadsNamed("plimsoll-stubborn")).hasSize(1);
            assertThat(Arrays.toString(threadsNamed("plimsoll-stubborn").get(0).getStackTrace()))
                    .contains("ScriptedProbe")
                    .contains("park");

            await("a while without a new start", untilPassed(ofSeconds(2)));
            assertThat(probe.calls()).isEqualTo(2);
            assertThat(threadsNamed("plimsoll-stubborn")).hasSize(1);

            probe.release();
            await("UP", () -> monitor.report().status() == Status.UP);
            assertThat(probe.mostInside()).isEqualTo(1);
        }
    }

    @Test
    void isNeverGreenPastItsLimitWhileTheSchedulerThreadIsBlockedAndRunsAgainAfterwards() {
        var block = new CountDownLatch(1);
        var broken = new BrokenProbe();
        ProbeSettings settings = every(ofMillis(300));
        long limitNanos = settings.staleAfter().toNanos();
        var greenest = new AtomicLong();
        var uncaught = new AtomicInteger();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.incrementAndGet());
        var stop = new AtomicBoolean();
        try (HealthMonitor monitor =
                HealthMonitor.builder("s", "v").required("it", broken, settings).start()) {
            Thread reader = new Thread(() -> {
                while (!stop.get()) {
                    // The last return is read first: a newer one can only make the age look greater than it is.
                    long returned = broken.returnedNanos;
                    if (monitor.report().status() == Status.UP) {
                        greenest.accumulateAndGet(System.nanoTime() - returned, Math::max);
                    }
                    LockSupport.parkNanos(200_000);
                }
            });
            reader.start();
            await("each kind of failure", () -> broken.calls.get() > 10);

            broken.blockSchedulerUntil(block);
            await("STALE", () -> code(monitor) == Code.STALE);
            assertThat(monitor.report().status()).isEqualTo(Status.DOWN);
            int before = broken.calls.get();
            block.countDown();
            await("runs again", () -> broken.calls.get() > before + 2);
            await("UP again", () -> monitor.report().status() == Status.UP);

            stop.set(true);
            System.out.printf(
                    "scheduler blocked: the oldest UP seen was %.0f ms old, limit %d ms%n",
                    greenest.get() / 1e6, settings.staleAfter().toMillis());
            // A reader that is itself descheduled between its two looks sees a greater age than the monitor did.
            assertThat(greenest.get()).isLessThan(limitNanos + ofMillis(250).toNanos());
            assertThat(uncaught)
                    .as("a broken VM goes to the uncaught handler too")
                    .hasPositiveValue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    @Test
    void aListenerThatBlocksStopsNeitherTheMonitorNorAnotherListener() {
        var block = new CountDownLatch(1);
        var told = new AtomicInteger();
        ScriptedProbe flapping = ScriptedProbe.of(
                ScriptedProbe.OK, ScriptedProbe.FAIL, ScriptedProbe.OK, ScriptedProbe.FAIL, ScriptedProbe.OK);
        try (HealthMonitor monitor = HealthMonitor.builder("s", "v")
                .required("it", flapping, every(ofMillis(100)))
                .listener(new HealthListener() {
                    @Override
                    public void changed(Transition transition) {
                        awaitQuietly(block);
                    }
                })
                .listener(new HealthListener() {
                    @Override
                    public void changed(Transition transition) {
                        told.incrementAndGet();
                    }
                })
                .start()) {
            await("the other listener is told all", () -> told.get() == 5);
            assertThat(monitor.report().status()).isEqualTo(Status.UP);
            block.countDown();
        }
    }

    @Test
    void leavesNoThreadBehindWhenClosed() {
        HealthMonitor monitor = HealthMonitor.builder("s", "v")
                .required("short-lived", ScriptedProbe.of(ScriptedProbe.SILENT), every(ofMillis(200)))
                .start();
        await("TIMEOUT", () -> code(monitor) == Code.TIMEOUT);

        monitor.close();

        await("no thread", () -> threadsNamed("plimsoll-short-lived").isEmpty());
    }

    /** Works every other time; in between it breaks in every way there is. */
    private static final class BrokenProbe implements Probe {

        final AtomicInteger calls = new AtomicInteger();
        volatile long returnedNanos;
        private volatile Timing timing;

        @Override
        public void open(Timing given) {
            timing = given;
        }

        @Override
        public Finding check(ProbeContext context) throws Exception {
            int call = calls.getAndIncrement();
            try {
                return switch (call % 10) {
                    case 1 -> throw new AssertionError("once");
                    case 3 -> null;
                    case 5 -> deeper(0);
                    case 7 -> throw new Exception("checked");
                    case 9 -> Finding.down(Code.REFUSED, "Flaps");
                    default -> Finding.up();
                };
            } finally {
                returnedNanos = System.nanoTime();
            }
        }

        @Override
        public Duration minimumInterval() {
            return ofMillis(100);
        }

        void blockSchedulerUntil(CountDownLatch latch) {
            var blocked = new CountDownLatch(1);
            timing.scheduler().schedule(Duration.ZERO, () -> {
                blocked.countDown();
                awaitQuietly(latch);
            });
            awaitQuietly(blocked);
        }

        @SuppressWarnings("InfiniteRecursion")
        private static Finding deeper(int depth) {
            return deeper(depth + 1);
        }
    }

    private static Code code(HealthMonitor monitor) {
        return monitor.report().components().values().iterator().next().code();
    }

    private static List<Thread> threadsNamed(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    private static BooleanSupplier untilPassed(Duration duration) {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start > duration.toNanos();
    }

    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("waiting for: " + what).isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
