package io.plimsoll.health.monitor;

import static io.plimsoll.health.Status.DEGRADED;
import static io.plimsoll.health.Status.DOWN;
import static io.plimsoll.health.Status.UP;
import static io.plimsoll.health.monitor.ProbeSettings.every;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.NULL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.SILENT;
import static io.plimsoll.testing.ScriptedProbe.SLOW;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static io.plimsoll.testing.ScriptedProbe.throwing;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What readers see of the engine while time passes by hand. Interval 2 s, timeout 1 s, no jitter unless said. */
class EngineTest {

    private static final Duration INTERVAL = ofSeconds(2);

    private final ManualTime time = new ManualTime();
    private final List<HealthMonitor> started = new ArrayList<>();

    @AfterEach
    void close() {
        started.forEach(HealthMonitor::close);
    }

    @Test
    void isDownAndNotRunYetBeforeTheFirstResult() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(OK));

        assertThat(monitor.report().status()).isEqualTo(DOWN);
        assertThat(monitor.report().reason()).isEqualTo("it: Not checked yet");
        assertThat(component(monitor).code()).isEqualTo(Code.NOT_RUN_YET);

        time.advance(Duration.ZERO);

        assertThat(monitor.report().status()).isEqualTo(UP);
        assertThat(monitor.report().reason()).isNull();
    }

    @Test
    void staysUpWhenFailuresAreNotConsecutive() {
        HealthMonitor monitor = monitorOf(
                ScriptedProbe.of(OK, FAIL, FAIL, OK, FAIL, FAIL, OK),
                every(INTERVAL).failureThreshold(3));

        for (int i = 0; i < 10; i++) {
            time.advance(INTERVAL);
            assertThat(monitor.status("it")).isEqualTo(UP);
        }
    }

    @Test
    void givesTheSameReportUntilSomethingChanges() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(OK));
        time.advance(Duration.ZERO);

        HealthReport report = monitor.report();
        time.advance(INTERVAL.minusMillis(1));
        assertThat(monitor.report()).isSameAs(report);

        time.advance(ofMillis(1));
        assertThat(monitor.report()).isNotSameAs(report);
    }

    @Test
    void probesFromStartToStartWhateverReadersDo() {
        ScriptedProbe probe = ScriptedProbe.of(OK);
        HealthMonitor monitor = monitorOf(probe);

        for (int i = 0; i < 1_000; i++) {
            time.advance(ofMillis(10));
            monitor.report();
            monitor.status("it");
        }

        assertThat(probe.calls()).isEqualTo(6); // at 0, 2, 4, 6, 8 and 10 s
    }

    @Test
    void turnsLateIntoTimeoutThenHungStartsNothingNewAndHealsWhenItReturns() {
        ScriptedProbe probe = ScriptedProbe.of(OK, HANG, OK);
        HealthMonitor monitor = monitorOf(probe);
        time.advance(INTERVAL); // the second attempt starts at 2 s

        time.advance(ofMillis(1_249));
        assertThat(monitor.status("it")).isEqualTo(UP);
        time.advance(ofMillis(1));
        assertThat(component(monitor).code()).isEqualTo(Code.TIMEOUT);
        assertThat(component(monitor).error()).isEqualTo("No answer within 1 s");

        time.advance(ofMillis(749));
        assertThat(component(monitor).code()).isEqualTo(Code.TIMEOUT);
        time.advance(ofMillis(1));
        assertThat(component(monitor).code()).isEqualTo(Code.HUNG);
        assertThat(component(monitor).error())
                .isEqualTo("Probe is hung: it did not return within 1 s of being cancelled");

        time.advance(ofSeconds(600));
        assertThat(component(monitor).code()).isEqualTo(Code.HUNG);
        assertThat(probe.calls()).isEqualTo(2);
        assertThat(probe.inside()).isEqualTo(1);
        assertThat(monitor.runningProbes()).isEqualTo(1);

        probe.release();
        time.advance(ofMillis(1));
        assertThat(monitor.status("it")).isEqualTo(UP);
        assertThat(probe.mostInside()).isEqualTo(1);
        assertThat(monitor.runningProbes()).isZero();
    }

    @Test
    void turnsHungOfAnOptionalComponentIntoDegraded() {
        ScriptedProbe probe = ScriptedProbe.of(HANG);
        HealthMonitor monitor = started(builder().optional("it", probe).start());

        time.advance(ofSeconds(3));

        assertThat(monitor.report().status()).isEqualTo(DEGRADED);
        assertThat(component(monitor).code()).isEqualTo(Code.HUNG);
        assertThat(component(monitor).finding().status()).isEqualTo(DOWN);
        probe.release();
    }

    @Test
    void letsAProbeThatIsCancelledUseItsOwnWords() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(SILENT));

        time.advance(ofSeconds(1));

        assertThat(component(monitor).code()).isEqualTo(Code.TIMEOUT);
        assertThat(component(monitor).error()).isEqualTo("Silent by script");
        assertThat(component(monitor).latency()).isEqualTo(ofSeconds(1));
    }

    @Test
    void callsLateWhatReturnsAfterItsTimeoutEvenIfItIsUp() {
        var lateUp = ScriptedProbe.of((probe, context) -> {
            ManualTime.park(context::isCancelled, false);
            return Finding.up();
        });
        HealthMonitor monitor = monitorOf(lateUp);

        time.advance(ofSeconds(1));

        assertThat(component(monitor).code()).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void callsLateWhatFailsBecauseItWasCancelledAndKeepsItsNumbers() {
        var aborted = new RuntimeException("socket closed");
        var lateFailure = ScriptedProbe.of((probe, context) -> {
            ManualTime.park(context::isCancelled, false);
            return Finding.down(Code.REFUSED, "Connection closed")
                    .with("active_connections", 7)
                    .detail("host", "db-1")
                    .causedBy(aborted);
        });
        HealthMonitor monitor = monitorOf(lateFailure);

        time.advance(ofSeconds(1));

        Finding finding = component(monitor).finding();
        assertThat(finding.code()).isEqualTo(Code.TIMEOUT);
        assertThat(finding.error()).isEqualTo("No answer within 1 s");
        assertThat(finding.readings()).containsKey("active_connections");
        assertThat(finding.details()).containsEntry("host", "db-1");
        assertThat(finding.cause()).isSameAs(aborted);
    }

    @Test
    void cancelsThenInterrupts() {
        List<String> order = new ArrayList<>();
        var probe = ScriptedProbe.of((self, context) -> {
            context.onCancel(() -> order.add("abort of " + context.component()
                    + (Thread.currentThread().isInterrupted() ? " interrupted" : "")));
            context.onCancel(() -> {
                throw new IllegalStateException("an abort that fails");
            });
            assertThat(context.remaining()).isEqualTo(ofSeconds(1));
            try {
                ManualTime.park(() -> false, true);
            } catch (InterruptedException interrupt) {
                order.add("interrupt");
                assertThat(context.remaining()).isZero();
                context.onCancel(() -> order.add("at once"));
                throw interrupt;
            }
            return Finding.up();
        });
        HealthMonitor monitor = monitorOf(probe);

        time.advance(ofSeconds(1));

        assertThat(order).containsExactly("abort of it", "interrupt", "at once");
        assertThat(component(monitor).code()).isEqualTo(Code.TIMEOUT);
    }

    @Test
    void turnsWhateverAProbeThrowsIntoProbeFailedAndRunsItAgain() {
        var notMuch = new AssertionError("secret-host:5432");
        HealthMonitor monitor = monitorOf(
                ScriptedProbe.of(throwing(notMuch), NULL, throwing(new LinkageError()), throwing(new Exception()), OK));

        time.advance(Duration.ZERO);
        assertThat(component(monitor).code()).isEqualTo(Code.PROBE_FAILED);
        assertThat(component(monitor).error()).isEqualTo("Probe failed");
        assertThat(component(monitor).finding().cause()).isSameAs(notMuch);
        assertThat(monitor.report().reason()).doesNotContain("secret");

        time.advance(INTERVAL);
        assertThat(component(monitor).error()).isEqualTo("Probe returned nothing");
        time.advance(INTERVAL);
        assertThat(component(monitor).code()).isEqualTo(Code.PROBE_FAILED);
        time.advance(INTERVAL);
        assertThat(component(monitor).code()).isEqualTo(Code.PROBE_FAILED);
        time.advance(INTERVAL);
        assertThat(monitor.status("it")).isEqualTo(UP);
    }

    @Test
    void turnsStaleByTheReadersClockAloneWhenTheSchedulerIsDead() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(OK));
        time.advance(Duration.ZERO);

        time.advanceWithoutScheduler(ofMillis(4_999));
        assertThat(monitor.status("it")).isEqualTo(UP);
        time.advanceWithoutScheduler(ofMillis(1));

        assertThat(monitor.report().status()).isEqualTo(DOWN);
        assertThat(component(monitor).code()).isEqualTo(Code.STALE);
        assertThat(component(monitor).error()).isEqualTo("Last result is older than 5 s");
        assertThat(component(monitor).eventId()).isNotNull();
        assertThat(monitor.report()).isSameAs(monitor.report());
        assertThat(monitor.ready().open()).isTrue();
        assertThat(monitor.alive().open()).isTrue();
    }

    @Test
    void turnsStaleOneComponentAfterTheOther() {
        HealthMonitor monitor = started(builder()
                .required("fast", ScriptedProbe.of(OK))
                .optional("slow", ScriptedProbe.of(OK), every(ofSeconds(10)))
                .start());
        time.advance(Duration.ZERO);

        time.advanceWithoutScheduler(ofSeconds(5));
        assertThat(monitor.status("fast")).isEqualTo(DOWN);
        assertThat(monitor.status("slow")).isEqualTo(UP);
        assertThat(monitor.report().reason()).isEqualTo("fast: Last result is older than 5 s");

        time.advanceWithoutScheduler(ofSeconds(16));
        assertThat(monitor.status("slow")).isEqualTo(DEGRADED);

        time.advance(Duration.ZERO);
        assertThat(monitor.report().status()).isEqualTo(UP);
    }

    @Test
    void doesNotBlameOurOwnPauseOnAProbeThatRuns() {
        var answer = new AtomicReference<Finding>();
        var slow = ScriptedProbe.of((probe, context) -> {
            ManualTime.park(() -> answer.get() != null || context.isCancelled(), false);
            return context.isCancelled() ? Finding.down(Code.TIMEOUT, "Cancelled") : answer.get();
        });
        HealthMonitor monitor = monitorOf(slow);
        time.advance(ofMillis(200));

        time.pause(ofSeconds(30));
        time.advance(ofMillis(500));
        answer.set(Finding.up());
        time.advance(Duration.ZERO);

        // 0.7 s of its own, whatever the clock says.
        assertThat(monitor.status("it")).isEqualTo(UP);
    }

    @Test
    void refreshesAtOnceAfterAPause() {
        ScriptedProbe probe = ScriptedProbe.of(OK);
        HealthMonitor monitor = monitorOf(probe);
        time.advance(Duration.ZERO);

        time.pause(ofSeconds(30));

        assertThat(monitor.status("it")).isEqualTo(UP);
        assertThat(probe.calls()).isEqualTo(2);
    }

    @Test
    void doesNotCountAFailureThatALimitInsideTheProbeBroughtWithAPause() {
        var over = new AtomicReference<Boolean>(false);
        var limitRanOut = ScriptedProbe.of(
                OK,
                (probe, context) -> {
                    ManualTime.park(over::get, false);
                    return Finding.down(Code.TIMEOUT, "The driver's own limit");
                },
                OK);
        List<Transition> transitions = new ArrayList<>();
        HealthMonitor monitor = started(builder()
                .required("it", limitRanOut)
                .listener(listenerOf(transitions))
                .start());
        time.advance(INTERVAL);

        time.advanceWithoutScheduler(ofSeconds(30));
        over.set(true);
        time.advance(Duration.ZERO);

        assertThat(monitor.status("it")).isEqualTo(UP);
        assertThat(transitions).extracting(t -> t.after().code()).doesNotContain(Code.TIMEOUT);
    }

    @Test
    void countsTheSecondFailureInARowThatComesWithAPause() {
        var failing = ScriptedProbe.of(OK, (probe, context) -> {
            time.advanceWithoutScheduler(ofSeconds(30));
            return Finding.down(Code.REFUSED, "Refused after a pause");
        });
        HealthMonitor monitor = monitorOf(failing);

        time.advance(INTERVAL);
        time.advance(INTERVAL);

        assertThat(component(monitor).code()).isEqualTo(Code.REFUSED);
    }

    @Test
    void showsAnOptionalComponentAtWorstDegraded() {
        HealthMonitor monitor = started(builder()
                .required("needed", ScriptedProbe.of(OK))
                .optional("nice", ScriptedProbe.of(FAIL))
                .start());
        time.advance(Duration.ZERO);

        assertThat(monitor.status("nice")).isEqualTo(DEGRADED);
        assertThat(monitor.report().components().get("nice").code()).isEqualTo(Code.REFUSED);
        assertThat(monitor.report().status()).isEqualTo(DEGRADED);
        assertThat(monitor.report().reason()).isEqualTo("nice: Refused by script");
    }

    @Test
    void strictlyIsDownWithAnythingThatIsNotUp() {
        HealthMonitor monitor = started(builder()
                .required("needed", ScriptedProbe.of(OK))
                .optional("nice", ScriptedProbe.of(SLOW))
                .strict()
                .start());
        time.advance(Duration.ZERO);

        assertThat(monitor.report().status()).isEqualTo(DOWN);
        assertThat(monitor.status("nice")).isEqualTo(DEGRADED);
    }

    @Test
    void aggregatesToTheWorstComponentWithOptionalOnesCapped() {
        Random random = Seed.random("aggregation");
        for (int round = 0; round < 200; round++) {
            int components = 1 + random.nextInt(8);
            HealthMonitorBuilder builder = HealthMonitor.builder("s", "v").timing(time.timing());
            boolean strict = random.nextBoolean();
            Status expected = UP;
            for (int i = 0; i < components; i++) {
                var step = List.of(OK, SLOW, FAIL).get(random.nextInt(3));
                Status status = step == OK ? UP : step == SLOW ? DEGRADED : DOWN;
                if (random.nextBoolean()) {
                    builder.required("c" + i, ScriptedProbe.of(step));
                } else {
                    builder.optional("c" + i, ScriptedProbe.of(step));
                    status = status == DOWN ? DEGRADED : status;
                }
                expected = expected.worseOf(status);
            }
            if (strict) {
                builder.strict();
                expected = expected == UP ? UP : DOWN;
            }
            try (HealthMonitor monitor = builder.start()) {
                time.advance(Duration.ZERO);

                assertThat(monitor.report().status()).isEqualTo(expected);
                assertThat(monitor.report().reason() == null).isEqualTo(expected == UP);
            }
        }
    }

    @Test
    void becomesReadyAndStartedOnceEveryRequiredComponentHasBeenUpAndStaysSo() {
        HealthMonitor monitor = started(builder()
                .required("a", ScriptedProbe.of(OK, FAIL))
                .required("b", ScriptedProbe.of(FAIL, FAIL, OK, FAIL))
                .optional("c", ScriptedProbe.of(FAIL))
                .start());

        assertThat(monitor.started().reason()).isEqualTo("Not UP since start: a, b");
        time.advance(INTERVAL);
        assertThat(monitor.started().reason()).isEqualTo("Not UP since start: b");
        assertThat(monitor.ready().open()).isFalse();

        time.advance(INTERVAL);
        assertThat(monitor.started().open()).isTrue();
        assertThat(monitor.ready().open()).isTrue();

        time.advance(INTERVAL);
        assertThat(monitor.report().status()).isEqualTo(DOWN);
        assertThat(monitor.ready().open()).isTrue();
    }

    @Test
    void drainsAtOnceAndOnlyReadiness() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(OK));
        time.advance(Duration.ZERO);

        monitor.drain();

        assertThat(monitor.isDraining()).isTrue();
        assertThat(monitor.ready().reason()).isEqualTo("Draining");
        assertThat(monitor.alive().open()).isTrue();
        assertThat(monitor.started().open()).isTrue();
        assertThat(monitor.report().status()).isEqualTo(UP);
    }

    @Test
    void isUnreadyOnLocalFindingsOnlyIfAsked() {
        var local = finding(Finding.down(Code.DISK_FULL, "Disk is full").local());
        HealthMonitor usual =
                started(builder().required("it", ScriptedProbe.of(OK, local)).start());
        HealthMonitor asked = started(builder()
                .required("it", ScriptedProbe.of(OK, local, FAIL))
                .unreadyOnLocalFindings()
                .start());

        time.advance(INTERVAL);
        assertThat(usual.ready().open()).isTrue();
        assertThat(asked.ready().reason()).isEqualTo("it: Disk is full");
        assertThat(asked.started().open()).isTrue();

        time.advance(INTERVAL);
        assertThat(asked.report().status()).isEqualTo(DOWN);
        assertThat(asked.ready().open()).isTrue();
    }

    @Test
    void isAliveUnlessALivenessComponentSaysItselfThatItIsDown() {
        var deadlock = finding(Finding.down(Code.DEADLOCK, "Threads are deadlocked"));
        HealthMonitor monitor = started(builder()
                .liveness("deadlock", ScriptedProbe.of(OK, throwing(new Exception()), SILENT, deadlock))
                .required("db", ScriptedProbe.of(FAIL))
                .start());

        for (int i = 0; i < 5; i++) {
            time.advance(ofSeconds(1));
            assertThat(monitor.report().components().get("db").status()).isEqualTo(DOWN);
            assertThat(monitor.alive().open()).isTrue();
        }
        assertThat(monitor.report().components().get("deadlock").code()).isEqualTo(Code.TIMEOUT);
        time.advance(ofSeconds(1));
        assertThat(monitor.report().components().get("deadlock").code()).isEqualTo(Code.DEADLOCK);
        assertThat(monitor.alive().reason()).isEqualTo("deadlock: Threads are deadlocked");
    }

    @Test
    void tellsTransitionsOfStatusOrCodeWithTheEventIdThatTheReportShows() {
        List<Transition> transitions = new ArrayList<>();
        HealthMonitor monitor = started(builder()
                .required("it", ScriptedProbe.of(OK, FAIL, FAIL, SILENT, OK))
                .listener(listenerOf(transitions))
                .start());
        time.advance(INTERVAL);

        assertThat(component(monitor).eventId()).isEqualTo(transitions.get(1).eventId());
        time.advance(INTERVAL.multipliedBy(4));

        assertThat(transitions)
                .extracting(transition ->
                        transition.after().status() + " " + transition.after().code())
                .containsExactly("UP null", "DOWN REFUSED", "DOWN TIMEOUT", "UP null");
        assertThat(transitions).extracting(Transition::eventId).doesNotHaveDuplicates();
        assertThat(transitions.get(1).before().status()).isEqualTo(UP);
        assertThat(transitions.get(1).service()).isEqualTo(DOWN);
    }

    @Test
    void keepsSinceWhileTheStatusStays() {
        HealthMonitor monitor = monitorOf(ScriptedProbe.of(OK, FAIL, SILENT, FAIL));
        time.advance(INTERVAL);
        var since = component(monitor).since();

        time.advance(ofSeconds(9));

        assertThat(component(monitor).since()).isEqualTo(since);
        assertThat(component(monitor).checkedAt()).isAfter(since);
    }

    @Test
    void goesOnTellingOthersWhenAListenerThrows() {
        List<Transition> transitions = new ArrayList<>();
        List<ProbeResult> results = new ArrayList<>();
        HealthMonitor monitor = started(builder()
                .required("it", ScriptedProbe.of(OK, FAIL, OK))
                .listener(new HealthListener() {
                    @Override
                    public void changed(Transition transition) {
                        throw new IllegalStateException("a listener that is broken");
                    }
                })
                .listener(new HealthListener() {
                    @Override
                    public void changed(Transition transition) {
                        transitions.add(transition);
                    }

                    @Override
                    public void probed(ProbeResult result) {
                        results.add(result);
                    }
                })
                .start());

        time.advance(INTERVAL.multipliedBy(2));

        assertThat(transitions).hasSize(3);
        assertThat(results).hasSize(3);
        assertThat(monitor.report().status()).isEqualTo(UP);
    }

    @Test
    void keepsItsPaceAndItsBoundsWhateverProbesDo() {
        Random random = Seed.random("pacing");
        for (int round = 0; round < 60; round++) {
            var virtual = new ManualTime();
            var interval = ofMillis(500 + random.nextInt(4_000));
            var timeout = ofMillis(100 + random.nextInt((int) interval.toMillis() - 100));
            List<Long> starts = new ArrayList<>();
            List<ScriptedProbe.Step> steps = List.of(OK, FAIL, SLOW, SILENT, HANG, NULL, throwing(new Error()));
            ScriptedProbe probe = ScriptedProbe.of((self, context) -> {
                starts.add(virtual.nanos());
                return steps.get(random.nextInt(steps.size())).play(self, context);
            });
            try (HealthMonitor monitor = HealthMonitor.builder("s", "v")
                    .timing(virtual.timing())
                    .required("it", probe, every(interval).timeout(timeout))
                    .random(random::nextDouble)
                    .start()) {
                for (int i = 0; i < 300; i++) {
                    virtual.advance(ofMillis(random.nextInt(1_000)));
                    if (random.nextInt(20) == 0) {
                        virtual.pause(ofMillis(random.nextInt(20_000)));
                    }
                    if (random.nextInt(10) == 0) {
                        probe.release();
                    }
                    ComponentHealth seen = component(monitor);
                    if (seen.status() == UP) {
                        Duration age = Duration.between(seen.checkedAt(), virtual.instant());
                        assertThat(age).isLessThan(interval.multipliedBy(2).plus(timeout));
                    }
                }
                probe.release();
            }
            assertThat(probe.mostInside()).isEqualTo(1);
            for (int i = 1; i < starts.size(); i++) {
                assertThat(starts.get(i) - starts.get(i - 1)).isGreaterThanOrEqualTo(interval.toNanos());
            }
        }
    }

    @Test
    void jitterOnlyLengthensAndByATenthAtMost() {
        List<Long> starts = new ArrayList<>();
        Probe probe = ScriptedProbe.of((self, context) -> {
            starts.add(time.nanos());
            return Finding.up();
        });
        var draws = new double[] {0, 0.5, 0.999_999, 0};
        var draw = new int[1];
        started(builder()
                .required("it", probe)
                .random(() -> draws[draw[0]++ % 4])
                .start());

        time.advance(ofSeconds(7));

        assertThat(starts.get(1) - starts.get(0)).isEqualTo(ofMillis(2_000).toNanos());
        assertThat(starts.get(2) - starts.get(1)).isEqualTo(ofMillis(2_100).toNanos());
        assertThat(starts.get(3) - starts.get(2))
                .isBetween(ofMillis(2_199).toNanos(), ofMillis(2_200).toNanos());
    }

    @Test
    void startsTheFirstAttemptsAtOnceInBatches() {
        List<ScriptedProbe> probes = new ArrayList<>();
        HealthMonitorBuilder builder = builder();
        for (int i = 0; i < 40; i++) {
            ScriptedProbe probe = ScriptedProbe.of(OK);
            probes.add(probe);
            builder.required("c" + i, probe);
        }
        started(builder.start());

        time.advance(Duration.ZERO);
        assertThat(probes.stream().filter(probe -> probe.calls() > 0)).hasSize(16);
        time.advance(ofMillis(50));
        assertThat(probes.stream().filter(probe -> probe.calls() > 0)).hasSize(32);
        time.advance(ofMillis(50));
        assertThat(probes.stream().filter(probe -> probe.calls() > 0)).hasSize(40);
    }

    @Test
    void survivesAnExecutorThatRefusesForAWhile() {
        var refuse = new AtomicReference<Boolean>(true);
        var timing = new Timing(time, time, time, task -> {
            if (refuse.get()) {
                throw new RejectedExecutionException("no thread");
            }
            time.execute(task);
        });
        HealthMonitor monitor = started(HealthMonitor.builder("s", "v")
                .timing(timing)
                .random(() -> 0)
                .required("it", ScriptedProbe.of(OK))
                .start());

        time.advance(Duration.ZERO);
        assertThat(component(monitor).code()).isEqualTo(Code.PROBE_FAILED);
        refuse.set(false);
        time.advance(INTERVAL);
        assertThat(monitor.status("it")).isEqualTo(UP);
    }

    @Test
    void stopsEverythingItStartedWhenClosed() {
        var closed = new ArrayList<String>();
        Probe hanging = new Probe() {
            @Override
            public Finding check(ProbeContext context) throws Exception {
                ManualTime.park(context::isCancelled, false);
                return Finding.up();
            }

            @Override
            public void close() {
                closed.add("probe");
            }
        };
        ScriptedProbe other = ScriptedProbe.of(OK);
        HealthMonitor monitor =
                builder().required("a", hanging).required("b", other).start();
        time.advance(Duration.ZERO);

        monitor.close();
        monitor.close();
        time.advance(INTERVAL.multipliedBy(5));

        assertThat(closed).containsExactly("probe");
        assertThat(other.calls()).isEqualTo(1);
        assertThat(monitor.ready().open()).isFalse();
        assertThat(monitor.report().status()).isEqualTo(DOWN);
    }

    private HealthMonitor monitorOf(ScriptedProbe probe) {
        return monitorOf(probe, every(INTERVAL));
    }

    private HealthMonitor monitorOf(ScriptedProbe probe, ProbeSettings settings) {
        return started(builder().required("it", probe, settings).start());
    }

    private HealthMonitorBuilder builder() {
        return HealthMonitor.builder("service", "v1").timing(time.timing()).random(() -> 0);
    }

    private HealthMonitor started(HealthMonitor monitor) {
        started.add(monitor);
        return monitor;
    }

    private static ComponentHealth component(HealthMonitor monitor) {
        return monitor.report().components().values().iterator().next();
    }

    private static HealthListener listenerOf(List<Transition> transitions) {
        return new HealthListener() {
            @Override
            public void changed(Transition transition) {
                transitions.add(transition);
            }
        };
    }
}
