package io.plimsoll.health.monitor;

import static io.plimsoll.health.Status.DOWN;
import static io.plimsoll.health.Status.UP;
import static io.plimsoll.health.monitor.ProbeSettings.every;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.SILENT;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.health.probe.PoolProbe;
import io.plimsoll.health.probe.PoolStats;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import io.plimsoll.time.GuardedListener;
import io.plimsoll.time.Scheduler;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors, schedulers, hooks and listeners that break the rules: promises hold, and all goes on afterwards. */
class MisbehaviourTest {

    private static final ProbeSettings TWO_SECONDS = every(ofSeconds(2));

    private final ManualTime time = new ManualTime();

    @Test
    void aFailedAttemptDoesNotReviveAnUpThatHadBecomeStale() {
        HealthMonitor monitor = start(time.timing(), ScriptedProbe.of(OK, FAIL, FAIL), TWO_SECONDS.failureThreshold(3));
        time.advance(Duration.ZERO);
        time.advanceWithoutScheduler(ofSeconds(60));
        assertThat(it(monitor).code()).isEqualTo(Code.STALE);

        time.advance(Duration.ZERO);

        assertThat(it(monitor).code()).isEqualTo(Code.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void goesOnAfterASchedulerThatFails(int times) {
        var failures = new AtomicInteger();
        Scheduler failing = (delay, task) -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("by script");
            }
            return time.schedule(delay, task);
        };
        ScriptedProbe probe = ScriptedProbe.of(OK);
        HealthMonitor monitor = start(new Timing(time, time, failing, time), probe, TWO_SECONDS);
        time.advance(ofSeconds(1));

        failures.set(times);
        time.advance(ofSeconds(60));

        assertThat(probe.calls()).isGreaterThan(25);
        assertThat(it(monitor).status()).isEqualTo(UP);
    }

    @Test
    void goesOnAfterAnExecutorThatThrowsAnyError() {
        var fail = new AtomicBoolean();
        ScriptedProbe probe = ScriptedProbe.of(OK);
        start(
                timingWith(task -> {
                    if (fail.compareAndSet(true, false)) {
                        throw new InternalError("by script");
                    }
                    time.execute(task);
                }),
                probe,
                TWO_SECONDS);
        time.advance(ofSeconds(1));

        fail.set(true);
        time.advance(ofSeconds(60));

        assertThat(probe.calls()).isGreaterThan(25);
    }

    @Test
    void runsNoProbeTwiceThoughAnExecutorThrowsAndKeepsTheTaskAllTheSame() {
        var fail = new AtomicBoolean();
        List<Runnable> kept = new ArrayList<>();
        ScriptedProbe probe = ScriptedProbe.of(OK, HANG);
        HealthMonitor monitor = start(
                timingWith(task -> {
                    if (fail.compareAndSet(true, false)) {
                        kept.add(task);
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    time.execute(task);
                }),
                probe,
                TWO_SECONDS);
        time.advance(ofSeconds(1));
        fail.set(true);
        time.advance(ofSeconds(1));
        assertThat(it(monitor).code()).isEqualTo(Code.PROBE_FAILED);
        time.advance(ofSeconds(2));

        kept.forEach(time::execute);

        assertThat(probe.mostInside()).isEqualTo(1);
        probe.release();
    }

    @Test
    void keepsTheIntervalThoughAThreadComesLate() {
        List<Long> starts = new ArrayList<>();
        var hold = new AtomicBoolean();
        List<Runnable> held = new ArrayList<>();
        Probe probe = context -> {
            starts.add(time.nanos());
            return Finding.up();
        };
        start(timingWith(task -> (hold.get() ? (Executor) held::add : time).execute(task)), probe, TWO_SECONDS);
        time.advance(ofSeconds(1));
        hold.set(true);
        time.advance(ofSeconds(1));
        time.pause(ofSeconds(30));
        hold.set(false);
        held.forEach(time::execute);

        time.advance(ofSeconds(5));

        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 1))
                    .isGreaterThanOrEqualTo(ofSeconds(2).toNanos());
        }
    }

    @Test
    void runsNoAbortOnceTheProbeHasLeft() {
        var slow = new AtomicBoolean();
        var second = new AtomicBoolean();
        Probe probe = context -> {
            context.onCancel(() -> parkUntil(slow));
            context.onCancel(() -> second.set(true));
            ManualTime.park(context::isCancelled, false);
            return Finding.down(Code.TIMEOUT, "Mine");
        };
        start(time.timing(), probe, TWO_SECONDS.timeout(ofSeconds(2)));
        time.advance(ofMillis(2_500));

        slow.set(true);
        time.settle();

        assertThat(second).isFalse();
    }

    @Test
    void interruptsAProbeWhoseAbortBlocks() {
        var never = new AtomicBoolean();
        var interrupted = new AtomicBoolean();
        Probe probe = context -> {
            context.onCancel(() -> parkUntil(never));
            try {
                ManualTime.park(never::get, true);
            } catch (InterruptedException expected) {
                interrupted.set(true);
                throw expected;
            }
            return Finding.up();
        };
        start(time.timing(), probe, TWO_SECONDS);

        time.advance(ofSeconds(2));

        assertThat(interrupted).isTrue();
        never.set(true);
    }

    @Test
    void tellsAListenerAgainAfterThereWasNoThreadForIt() {
        var noThread = new AtomicBoolean();
        List<String> seen = new ArrayList<>();
        HealthMonitor monitor = start(
                timingWith(task -> {
                    if (noThread.get()) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    time.execute(task);
                }),
                ScriptedProbe.of(OK),
                TWO_SECONDS,
                new HealthListener() {
                    @Override
                    public void changed(Transition transition) {
                        seen.add(transition.before().status() + ">"
                                + transition.after().status());
                    }
                });
        time.advance(ofSeconds(1));
        noThread.set(true);
        time.advance(ofSeconds(4));
        assertThat(it(monitor).status()).isEqualTo(DOWN);
        noThread.set(false);

        time.advance(ofSeconds(4));

        assertThat(seen).containsExactly("DOWN>UP", "UP>DOWN", "DOWN>UP");
    }

    @Test
    void tellsTransitionsInTheirOrderThoughAReaderIsOvertakenBeforeItTells() throws Exception {
        var reader = new AtomicReference<Thread>();
        var go = new CountDownLatch(1);
        var stuck = new CountDownLatch(1);
        Executor overtaken = task -> {
            if (Thread.currentThread() == reader.get() && stuck.getCount() > 0) {
                stuck.countDown();
                await(go);
            }
            time.execute(task);
        };
        List<Status> seen = new CopyOnWriteArrayList<>();
        HealthMonitor monitor = start(timingWith(overtaken), ScriptedProbe.of(OK), TWO_SECONDS, new HealthListener() {
            @Override
            public void changed(Transition transition) {
                seen.add(transition.after().status());
            }
        });
        time.advance(Duration.ZERO);
        time.advanceWithoutScheduler(ofSeconds(60));
        var thread = new Thread(monitor::report);
        reader.set(thread);
        thread.start();
        stuck.await();
        time.advance(Duration.ZERO);
        go.countDown();
        thread.join();
        time.advance(Duration.ZERO);

        assertThat(it(monitor).status()).isEqualTo(UP);
        assertThat(seen).containsExactly(UP, DOWN, UP);
    }

    @Test
    void aDriversLimitThatRanOutInAPauseIsNoTimeout() {
        var calls = new AtomicInteger();
        Probe probe = context -> {
            if (calls.incrementAndGet() != 2) {
                return Finding.up();
            }
            long limit = time.nanos() + context.remaining().toNanos();
            ManualTime.park(() -> time.nanos() - limit >= 0, false);
            return Finding.down(Code.TIMEOUT, "The driver's limit");
        };
        HealthMonitor monitor = start(time.timing(), probe, TWO_SECONDS);
        time.advance(ofMillis(2_001));

        time.pause(ofMillis(1_050));

        assertThat(it(monitor).status()).isEqualTo(UP);
    }

    @Test
    void aPauseIsMadeUpForThoughTheTimeoutIsShort() {
        var calls = new AtomicInteger();
        Probe probe = context -> {
            if (calls.incrementAndGet() > 1) {
                ManualTime.park(context::isCancelled, false);
            }
            return Finding.up();
        };
        HealthMonitor monitor = start(time.timing(), probe, TWO_SECONDS.timeout(ofMillis(150)));
        time.advance(ofMillis(2_005));

        time.pause(ofMillis(190));

        assertThat(it(monitor).status()).isEqualTo(UP);
    }

    @Test
    void anAttemptThatBeginsWhileTheMonitorClosesIsCancelled() {
        var monitor = new AtomicReference<HealthMonitor>();
        var armed = new AtomicBoolean();
        Ticker closing = () -> {
            if (armed.compareAndSet(true, false)) {
                var closer = new Thread(() -> monitor.get().close());
                closer.start();
                join(closer);
            }
            return time.nanos();
        };
        ScriptedProbe probe = ScriptedProbe.of(OK, SILENT);
        monitor.set(start(new Timing(closing, time, time, time), probe, TWO_SECONDS));
        time.advance(ofMillis(1_999));

        armed.set(true);
        time.advance(ofSeconds(60));

        assertThat(probe.inside()).isZero();
    }

    @Test
    void aProbeThatCallsItsDependencyHungGoesStaleLikeAnyOther() {
        HealthMonitor monitor = start(
                time.timing(), ScriptedProbe.of(finding(Finding.degraded(Code.HUNG, "Consumer hangs"))), TWO_SECONDS);
        time.advance(Duration.ZERO);

        time.advanceWithoutScheduler(ofSeconds(60));

        assertThat(it(monitor).code()).isEqualTo(Code.STALE);
    }

    @Test
    void staysUnreadyForALocalFindingThatHasBecomeStale() {
        HealthMonitor monitor = HealthMonitor.builder("s", "v")
                .timing(time.timing())
                .unreadyOnLocalFindings()
                .required(
                        "it",
                        ScriptedProbe.of(
                                OK, finding(Finding.down(Code.DISK_FULL, "Full").local())),
                        TWO_SECONDS)
                .start();
        time.advance(ofSeconds(3));
        assertThat(monitor.ready().open()).isFalse();

        time.advanceWithoutScheduler(ofSeconds(60));

        assertThat(it(monitor).code()).isEqualTo(Code.STALE);
        assertThat(monitor.ready().open()).isFalse();
    }

    @Test
    void anUpThatIsHeldWhileAProbeIsWaitedForGoesStaleInTime() {
        ProbeSettings settings = every(ofMillis(200)).failureThreshold(3);
        ScriptedProbe probe = ScriptedProbe.of(OK, HANG);
        HealthMonitor monitor = start(time.timing(), probe, settings);
        time.advance(ofMillis(500));

        time.advanceWithoutScheduler(settings.staleAfter());

        assertThat(it(monitor).status()).isEqualTo(DOWN);
        probe.release();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void seesAnExhaustedPoolThoughTheExecutorFailedOnce(boolean error) {
        var fail = new AtomicBoolean();
        var full = new AtomicBoolean();
        PoolProbe pool = PoolProbe.of(
                "connections", () -> full.get() ? new PoolStats(10, 0, 10, 10, 5) : new PoolStats(1, 9, 10, 10, 0));
        HealthMonitor monitor = start(
                timingWith(task -> {
                    if (fail.compareAndSet(true, false)) {
                        if (error) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        throw new RejectedExecutionException("queue full");
                    }
                    time.execute(task);
                }),
                pool,
                TWO_SECONDS);
        time.advance(ofMillis(950));
        fail.set(true);
        time.advance(ofSeconds(1));

        full.set(true);
        time.advance(ofSeconds(6));

        assertThat(it(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
    }

    @Test
    void looksAtAPoolAgainAfterItsLooksHaveDied() {
        var dead = new AtomicBoolean();
        Scheduler failing = (delay, task) -> {
            if (dead.get() && delay.toMillis() == 100) {
                throw new OutOfMemoryError("by script");
            }
            return time.schedule(delay, () -> {
                try {
                    task.run();
                } catch (OutOfMemoryError loggedByTheRealScheduler) {
                    assertThat(dead).isTrue();
                }
            });
        };
        var full = new AtomicBoolean();
        PoolProbe pool = PoolProbe.of(
                "connections", () -> full.get() ? new PoolStats(10, 0, 10, 10, 5) : new PoolStats(1, 9, 10, 10, 0));
        HealthMonitor monitor = start(new Timing(time, time, failing, time), pool, TWO_SECONDS.timeout(ofMillis(800)));
        time.advance(ofMillis(950));
        dead.set(true);
        time.advance(ofMillis(500));
        dead.set(false);

        full.set(true);
        time.advance(ofSeconds(10));

        assertThat(it(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
    }

    @Test
    void neverLogsOnTheThreadThatTells() {
        var listener = new GuardedListener<HealthListener>(
                new HealthListener() {
                    @Override
                    public void probed(ProbeResult result) {
                        throw new IllegalStateException("a listener that is broken");
                    }
                },
                task -> {
                    throw new RejectedExecutionException("nobody drains");
                });

        for (int i = 0; i < 5_000; i++) {
            listener.tell(told -> told.probed(new ProbeResult("c", Finding.up(), Duration.ZERO, time.instant())));
        }
    }

    private Timing timingWith(Executor executor) {
        return new Timing(time, time, time, executor);
    }

    private static HealthMonitor start(
            Timing timing, Probe probe, ProbeSettings settings, HealthListener... listeners) {
        HealthMonitorBuilder builder =
                HealthMonitor.builder("s", "v").timing(timing).random(() -> 0).required("it", probe, settings);
        for (HealthListener listener : listeners) {
            builder.listener(listener);
        }
        return builder.start();
    }

    private static ComponentHealth it(HealthMonitor monitor) {
        return monitor.report().components().get("it");
    }

    private static void parkUntil(AtomicBoolean condition) {
        try {
            ManualTime.park(condition::get, false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
