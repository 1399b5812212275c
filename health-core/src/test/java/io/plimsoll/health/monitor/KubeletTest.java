package io.plimsoll.health.monitor;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Gate;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What the numbers do in the hands of a kubelet, which here is played by its documented rules. */
class KubeletTest {

    private static final Duration OUTAGE = ofMinutes(10);
    private static final Duration BACKOFF = ofMillis(4_500);
    private static final int ROUNDS = 100;

    private final ManualTime time = new ManualTime();
    private volatile boolean silent;

    @Test
    void restartsNoPodThatStartsWhileTheDatabaseIsSilentForTenMinutes() {
        assertThat(restartsOfStartingPod(KubernetesProbes::startup)).isZero();
        assertThat(restartsOfStartingPod(KubernetesProbes::liveness)).isZero();
    }

    @Test
    void wouldRestartItAgainAndAgainIfStartupAskedForTheDatabase() {
        int restarts = restartsOfStartingPod(probes -> {
            KubeletProbe startup = probes.startup();
            return new KubeletProbe(
                    "/health/started", startup.periodSeconds(), startup.timeoutSeconds(), startup.failureThreshold());
        });

        assertThat(restarts).isEqualTo(4); // without CrashLoopBackOff, which adds minutes after the database is back
    }

    @Test
    void restartsAgainAndAgainWhatOnlyARestartHelps() {
        assertThat(restartsOfDeadlockedPod(KubernetesProbes::startup)).isPositive();
        assertThat(restartsOfDeadlockedPod(KubernetesProbes::liveness)).isPositive();
    }

    @Test
    void isReadyInTimeAfterAnOutage() {
        assertThat(lateAfterAnOutage(Duration.ZERO, Duration.ZERO)).isEmpty();
    }

    @Test
    void isReadyInTimeThoughAProbeBacksOffIfItSaysSo() {
        assertThat(lateAfterAnOutage(BACKOFF, BACKOFF)).isEmpty();
    }

    @Test
    void wouldBeLateIfAProbeBackedOffAndDidNotSaySo() {
        assertThat(lateAfterAnOutage(BACKOFF, Duration.ZERO)).isNotEmpty();
    }

    @Test
    void actsOnNoStandstillThatItForgivesAndOnOneThatIsAPeriodLonger() {
        Random random = Seed.random("KubeletTest.actsOnNoStandstill");
        for (int round = 0; round < ROUNDS; round++) {
            int period = 1 + random.nextInt(10);
            var probe = KubeletProbe.forgiving(
                    "/", period, 1 + random.nextInt(period), ofMillis(1 + random.nextInt(60_000)));
            Duration begin = ofMillis(random.nextInt(60_000));

            assertThat(actsOn(probe, begin, probe.forgives().minusMillis(1)))
                    .as("%s, standing still from %s", probe, begin)
                    .isFalse();
            assertThat(actsOn(probe, begin, probe.forgives().plusSeconds(period)))
                    .as("%s, standing still from %s", probe, begin)
                    .isTrue();
        }
    }

    /** Settings with which a pod was not ready in the time that the printed comment names. */
    private List<ProbeSettings> lateAfterAnOutage(Duration backoff, Duration declared) {
        Random random = Seed.random("KubeletTest.lateAfterAnOutage");
        List<ProbeSettings> late = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Duration interval = ofMillis(1_000 + random.nextInt(9_000));
            ProbeSettings settings = every(interval)
                    .timeout(ofMillis(1 + random.nextInt((int) interval.toMillis())))
                    .successThreshold(1 + random.nextInt(3));
            silent = true;
            HealthMonitorBuilder pod = pod(random).required("database", new Database(backoff, declared), settings);
            try (HealthMonitor health = pod.start()) {
                KubernetesProbes probes = KubernetesProbes.of(health, "ops");
                time.advance(ofMillis(random.nextInt(60_000)));
                assertThat(health.ready().open()).as("%s", settings).isFalse();

                silent = false;
                time.advance(probes.readyAgain().minusSeconds(probes.readiness().periodSeconds()));

                if (!health.ready().open()) {
                    late.add(settings);
                }
            }
        }
        return late;
    }

    private int restartsOfStartingPod(Function<KubernetesProbes, KubeletProbe> probe) {
        silent = true;
        return restarts(
                probe,
                () -> pod(new Random(0))
                        .required("database", new Database(Duration.ZERO, Duration.ZERO))
                        .liveness("deadlock", ScriptedProbe.of(OK))
                        .start());
    }

    private int restartsOfDeadlockedPod(Function<KubernetesProbes, KubeletProbe> probe) {
        return restarts(
                probe,
                () -> pod(new Random(0))
                        .liveness("deadlock", ScriptedProbe.of(FAIL))
                        .start());
    }

    /** In ten minutes, by a kubelet that asks what the probe says. */
    private int restarts(Function<KubernetesProbes, KubeletProbe> chosen, Supplier<HealthMonitor> pod) {
        HealthMonitor health = pod.get();
        KubeletProbe probe = chosen.apply(KubernetesProbes.of(health, "ops"));
        Duration period = ofSeconds(probe.periodSeconds());
        int restarts = 0;
        int failures = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(OUTAGE) < 0; passed = passed.plus(period)) {
            failures = gate(probe.path(), health).open() ? 0 : failures + 1;
            if (failures == probe.failureThreshold()) {
                health.close();
                health = pod.get();
                failures = 0;
                restarts++;
            }
            time.advance(period);
        }
        health.close();
        return restarts;
    }

    /** What is behind a path. */
    private static Gate gate(String path, HealthMonitor health) {
        return switch (path) {
            case "/health/shallow" -> health.alive();
            case "/health/started" -> health.started();
            case "/health/ready" -> health.ready();
            default -> throw new IllegalArgumentException("nothing answers " + path);
        };
    }

    /** Whether so many attempts in a row, one each period, find the JVM standing still until their timeout. */
    private static boolean actsOn(KubeletProbe probe, Duration begin, Duration length) {
        Duration end = begin.plus(length);
        int failures = 0;
        for (Duration asked = Duration.ZERO;
                asked.compareTo(end) < 0;
                asked = asked.plusSeconds(probe.periodSeconds())) {
            boolean standing = asked.compareTo(begin) >= 0;
            boolean untilTimeout = asked.plusSeconds(probe.timeoutSeconds()).compareTo(end) <= 0;
            failures = standing && untilTimeout ? failures + 1 : 0;
            if (failures >= probe.failureThreshold()) {
                return true;
            }
        }
        return false;
    }

    private HealthMonitorBuilder pod(Random random) {
        return HealthMonitor.builder("any", "v1").timing(time.timing()).random(random::nextDouble);
    }

    /** Silent as a black hole, until its socket is closed; and left alone for a while after that. */
    private final class Database implements Probe {

        private final Duration backoff;
        private final Duration declared;
        private long restsUntilNanos = time.nanos();

        Database(Duration backoff, Duration declared) {
            this.backoff = backoff;
            this.declared = declared;
        }

        @Override
        public Duration maximumBackoff() {
            return declared;
        }

        @Override
        public Finding check(ProbeContext context) throws InterruptedException {
            if (restsUntilNanos - time.nanos() <= 0) {
                if (!silent) {
                    return Finding.up();
                }
                ManualTime.park(context::isCancelled, false);
                restsUntilNanos = time.nanos() + backoff.toNanos();
            }
            return Finding.down(Code.TIMEOUT, "Database did not answer");
        }
    }
}
