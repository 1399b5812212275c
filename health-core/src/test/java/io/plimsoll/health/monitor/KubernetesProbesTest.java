package io.plimsoll.health.monitor;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesProbesTest {

    private static final int ROUNDS = 300;
    private static final Pattern NUMBER = Pattern.compile("(?m)^ *[a-zA-Z]+: (\\d+)$");

    private final ManualTime time = new ManualTime();

    @Test
    void printsWhatFitsTheUsualSettings() throws IOException {
        try (HealthMonitor health = shop().start()) {
            var probes = KubernetesProbes.of(health, "ops").draining(ofSeconds(3), ofSeconds(7));

            assertThat(probes).hasToString(golden("usual.yaml"));
        }
    }

    @Test
    void printsWhatFitsUnusualSettings() throws IOException {
        try (HealthMonitor health = shop().liveness("deadlock", ScriptedProbe.of(OK), every(ofSeconds(30)))
                .required("ledger", ScriptedProbe.of(OK), every(ofSeconds(20)).successThreshold(2))
                .configuredBy(key -> key.endsWith(".interval") && !key.contains("ledger") ? "10s" : null)
                .start()) {
            var probes = KubernetesProbes.of(health, 9_090)
                    .startingWithin(ofMinutes(10))
                    .forgiving(ofMillis(90_500))
                    .draining(ofMillis(7_500), ofSeconds(40));

            assertThat(probes).hasToString(golden("unusual.yaml"));
        }
    }

    @Test
    void leavesTimeForProxiesWhereTheServiceDoesNotDrain() {
        try (HealthMonitor health = shop().start()) {
            var probes = KubernetesProbes.of(health, "ops");

            assertThat(probes.preStopSeconds()).isEqualTo(5);
            assertThat(probes.graceSeconds()).isEqualTo(30);
        }
    }

    @Test
    void keepsItsPromisesForAllSettings() {
        Random random = Seed.random("KubernetesProbesTest");
        for (int round = 0; round < ROUNDS; round++) {
            HealthMonitorBuilder builder = HealthMonitor.builder("any", "v1").timing(time.timing());
            for (int i = random.nextInt(6); i > 0; i--) {
                Duration interval = ofMillis(1_000 + random.nextInt(120_000));
                ProbeSettings settings = every(interval)
                        .timeout(ofMillis(1 + random.nextInt((int) interval.toMillis())))
                        .successThreshold(1 + random.nextInt(4));
                if (random.nextBoolean()) {
                    builder.required("c" + i, ScriptedProbe.of(OK), settings);
                } else {
                    builder.optional("c" + i, ScriptedProbe.of(OK), settings);
                }
            }
            Duration start = ofMillis(1 + random.nextInt(3_600_000));
            Duration standstill = ofMillis(1 + random.nextInt(600_000));
            Duration drain = ofMillis(random.nextInt(20_000));
            Duration stop = ofMillis(1 + random.nextInt(60_000));
            try (HealthMonitor health = builder.start()) {
                var probes = KubernetesProbes.of(health, "ops")
                        .startingWithin(start)
                        .forgiving(standstill)
                        .draining(drain, stop);
                KubeletProbe readiness = probes.readiness();

                assertThat(probes.startup().beforeLastAttempt()).isGreaterThanOrEqualTo(start);
                assertThat(probes.startup().beforeLastAttempt()).isLessThan(start.plusSeconds(3));
                assertThat(probes.liveness().forgives()).isGreaterThanOrEqualTo(standstill);
                assertThat(probes.liveness().forgives()).isGreaterThanOrEqualTo(readiness.forgives());
                assertThat(readiness.forgives()).isBetween(ofSeconds(5), ofSeconds(10));
                assertThat(readiness.periodSeconds()).isBetween(1, 5);
                assertThat(ofSeconds(readiness.periodSeconds() - 1)).isLessThan(health.shortestInterval());
                assertThat(drain.plusSeconds(probes.preStopSeconds())).isGreaterThanOrEqualTo(ofSeconds(5));
                assertThat(ofSeconds(probes.graceSeconds()))
                        .isGreaterThan(drain.plus(stop)
                                .plusSeconds(probes.preStopSeconds())
                                .plusSeconds(4));
                assertThat(NUMBER.matcher(probes.toString()).results())
                        .hasSize(probes.preStopSeconds() == 0 ? 10 : 11)
                        .allMatch(number -> Integer.parseInt(number.group(1)) >= 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops", "a", "9a", "health-ops", "abcdefghijklmno"})
    void takesThePortNamesOfKubernetes(String port) {
        try (HealthMonitor health = shop().start()) {
            assertThat(KubernetesProbes.of(health, port).container()).contains("    port: " + port + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ops", "9090", "9-0", "-ops", "ops-", "o--s", "op s", "ops\n", "abcdefghijklmnop"})
    void refusesOtherPortNames(String port) {
        try (HealthMonitor health = shop().start()) {
            assertThatThrownBy(() -> KubernetesProbes.of(health, port))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("port must be a name of 1 to 15 characters out of a-z, 0-9 and single hyphens inside,"
                            + " with a letter, but is '" + port + "'; Kubernetes would refuse the pod");
        }
    }

    @Test
    void refusesWhatCannotBe() {
        try (HealthMonitor health = shop().start()) {
            var probes = KubernetesProbes.of(health, 9_090);

            assertThatThrownBy(() -> KubernetesProbes.of(health, 65_536))
                    .hasMessage("port must be 1 to 65535, but is 65536; Kubernetes would refuse the pod");
            assertThatThrownBy(() -> probes.startingWithin(Duration.ZERO))
                    .hasMessage("start must be more than 0 and at most 1 hour, but is 0 s; the kubelet would kill at"
                            + " once, or never");
            assertThatThrownBy(() -> probes.forgiving(ofHours(2)))
                    .hasMessageStartingWith("standstill must be more than 0 and at most 1 hour, but is 7200 s;");
            assertThatThrownBy(() -> probes.draining(ofSeconds(-1), ofSeconds(1)))
                    .hasMessageStartingWith("drain must be more than 0 and at most 1 hour, but is -1 s;");
            assertThatThrownBy(() -> probes.draining(ofSeconds(1), Duration.ZERO))
                    .hasMessageStartingWith("stop must be more than 0 and at most 1 hour, but is 0 s;");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 'periodSeconds must be at least 1, but is 0; Kubernetes would refuse the pod'",
        "1, 0, 1, 'timeoutSeconds must be at least 1, but is 0; Kubernetes would refuse the pod'",
        "1, 1, 0, 'failureThreshold must be at least 1, but is 0; Kubernetes would refuse the pod'",
        "1, 2, 1, 'timeoutSeconds 2 is longer than periodSeconds 1; the kubelet would ask later than it says'"
    })
    void refusesNumbersThatKubernetesRefuses(int period, int timeout, int failures, String message) {
        assertThatThrownBy(() -> new KubeletProbe("/", period, timeout, failures))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private HealthMonitorBuilder shop() {
        return HealthMonitor.builder("checkout-service", "v3.4.12")
                .timing(time.timing())
                .required("database", ScriptedProbe.of(OK))
                .required("redis", ScriptedProbe.of(OK))
                .optional("inventory_service", ScriptedProbe.of(OK));
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = KubernetesProbesTest.class.getResourceAsStream("/kubernetes/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
