package io.plimsoll.health.monitor;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Gate;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the numbers do in the hands of a kubelet, which here is played by its documented rules. */
class KubeletTest {

    private static final Duration OUTAGE = ofMinutes(10);
    private static final int ROUNDS = 100;

    private final ManualTime time = new ManualTime();
    private volatile boolean silent;

    @Test
    void restartsNoPodThatStartsWhileTheDatabaseIsSilentForTenMinutes() {
        silent = true;

        int restarts = restartsOfStartingPod(HealthMonitor::alive);

        assertThat(restarts).isZero();
    }

    @Test
    void wouldRestartItAgainAndAgainIfStartupAskedForTheDatabase() {
        silent = true;

        int restarts = restartsOfStartingPod(HealthMonitor::started);

        assertThat(restarts).isEqualTo(4); // without CrashLoopBackOff, which adds minutes after the database is back
    }

    @Test
    void isReadyInTimeAfterAnOutage() {
        Random random = Seed.random("KubeletTest.isReadyInTimeAfterAnOutage");
        for (int round = 0; round < ROUNDS; round++) {
            Duration interval = ofMillis(1_000 + random.nextInt(9_000));
            ProbeSettings settings = every(interval)
                    .timeout(ofMillis(1 + random.nextInt((int) interval.toMillis())))
                    .successThreshold(1 + random.nextInt(3));
            try (HealthMonitor health = start(settings, random)) {
                KubernetesProbes probes = KubernetesProbes.of(health, "ops");
                silent = true;
                time.advance(ofMillis(random.nextInt(60_000)));
                assertThat(health.ready().open()).as("%s", settings).isFalse();

                silent = false;
                time.advance(probes.readyAgain().minusSeconds(probes.readiness().periodSeconds()));

                assertThat(health.ready()).as("%s", settings).isEqualTo(Gate.opened());
            }
        }
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

    private int restartsOfStartingPod(Function<HealthMonitor, Gate> asked) {
        HealthMonitor health = start(every(ofSeconds(2)), new Random(0));
        KubeletProbe startup = KubernetesProbes.of(health, "ops").startup();
        Duration period = ofSeconds(startup.periodSeconds());
        int restarts = 0;
        int failures = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(OUTAGE) < 0; passed = passed.plus(period)) {
            failures = asked.apply(health).open() ? 0 : failures + 1;
            if (failures == startup.failureThreshold()) {
                health.close();
                health = start(every(ofSeconds(2)), new Random(0));
                failures = 0;
                restarts++;
            }
            assertThat(health.ready().open()).isFalse();
            time.advance(period);
        }
        health.close();
        return restarts;
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

    private HealthMonitor start(ProbeSettings settings, Random random) {
        return HealthMonitor.builder("any", "v1")
                .timing(time.timing())
                .random(random::nextDouble)
                .required("database", this::check, settings)
                .start();
    }

    /** Silent as a black hole, until its socket is closed. */
    private Finding check(ProbeContext context) throws InterruptedException {
        if (!silent) {
            return Finding.up();
        }
        ManualTime.park(context::isCancelled, false);
        return Finding.down(Code.TIMEOUT, "Database did not answer");
    }
}
