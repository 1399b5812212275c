package io.plimsoll.examples.checkout;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.KubernetesProbes;
import io.plimsoll.panic.PanicBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the Deployment and the code do not drift apart. */
class ManifestTest {

    private static final Path MANIFESTS = Path.of(System.getProperty("basedir", ""), "../kubernetes");
    private static final Path DEPLOYMENT = MANIFESTS.resolve("deployment.yaml");
    private static final Path AUTOSCALER = MANIFESTS.resolve("horizontal-pod-autoscaler.yaml");
    private static final int ONE_THAT_IS_STILL_ENDING = 1;
    private static final int POOLS = Pools.READ + Pools.WRITE + Pools.ANALYTICS;

    /** The sentinel's, the gauge's, and while something is wrong the diagnosis'. */
    private static final int HEALTH = 3;

    private static final Map<String, String> NOBODY_THERE = Map.of(
            "DATABASE_URL", "jdbc:postgresql://127.0.0.1:9/nothing",
            "DATABASE_USER", "nobody",
            "DATABASE_PASSWORD", "nothing",
            "REDIS_URL", "redis://127.0.0.1:9",
            "INVENTORY_URL", "http://127.0.0.1:9",
            "RECOMMENDATIONS_URL", "http://127.0.0.1:9",
            "FRAUD_CHECK_URL", "http://127.0.0.1:9",
            "PAYMENTS_URL", "http://127.0.0.1:9");

    private static final int FOR_SUPERUSERS = 3;
    private static final int POD = 6;
    private static final int CONTAINER = 10;

    /** As {@link StartAndStopTest} promises: within 10 s from SIGTERM, the drain included. */
    private static final Duration STOP = ofSeconds(10);

    @Test
    void hasTheProbesThatFitOurSettings() throws Exception {
        String deployment = Files.readString(DEPLOYMENT);
        Duration drain = Duration.ofMillis(drainMillis(deployment));
        try (var opened = new Opened();
                PanicBoard panic = Buttons.board();
                Guards guards = Guards.of(panic)) {
            Backends backends = Backends.open(Settings.from(NOBODY_THERE::get), opened);
            Pools pools = opened.open(() -> Pools.of(backends));
            HealthMonitor health = opened.open(
                    () -> CheckoutService.health(backends, pools, guards).start());
            var probes = KubernetesProbes.of(health, "ops").draining(drain, STOP.minus(drain));

            assertThat(deployment)
                    .as(
                            "paste this:%n%s%s",
                            probes.pod().indent(POD), probes.container().indent(CONTAINER))
                    .contains("\n" + probes.pod().indent(POD))
                    .contains("\n" + probes.container().indent(CONTAINER));
        }
    }

    @Test
    void leavesConnectionsInTheDatabase() throws IOException {
        int pods = number("maxReplicas", AUTOSCALER) + number("maxSurge", DEPLOYMENT) + ONE_THAT_IS_STILL_ENDING;
        int connections = pods * (POOLS + HEALTH);

        assertThat(connections).isLessThanOrEqualTo(number("max_connections", AUTOSCALER) - FOR_SUPERUSERS);
        assertThat(Files.readString(AUTOSCALER))
                .contains("(pools of " + POOLS + " + " + HEALTH + " of health) = " + connections);
    }

    private static int number(String field, Path manifest) throws IOException {
        Matcher found = Pattern.compile("(?m)^[ #]*" + field + ": (\\d+)$").matcher(Files.readString(manifest));
        assertThat(found.find()).as(field).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static long drainMillis(String deployment) {
        String value = deployment.substring(deployment.indexOf("- name: DRAIN_MILLIS"));
        return Long.parseLong(value.substring(value.indexOf('"') + 1).split("\"", 2)[0]);
    }
}
