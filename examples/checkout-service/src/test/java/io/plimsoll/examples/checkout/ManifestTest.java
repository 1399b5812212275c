package io.plimsoll.examples.checkout;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.KubernetesProbes;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** That the Deployment and the code do not drift apart. */
class ManifestTest {

    private static final Path MANIFESTS = Path.of(System.getProperty("basedir", ""), "../kubernetes");
    private static final Path DEPLOYMENT = MANIFESTS.resolve("deployment.yaml");
    private static final int ONE_THAT_IS_STILL_ENDING = 1;
    private static final int SENTINEL = 1;

    /** Of PostgreSQL, unless it is configured: max_connections and superuser_reserved_connections. */
    private static final int MAX_CONNECTIONS = 100;

    private static final int FOR_SUPERUSERS = 3;
    private static final int POD = 6;
    private static final int CONTAINER = 10;

    /** As {@link StartAndStopTest} promises: within 10 s from SIGTERM, the drain included. */
    private static final Duration STOP = ofSeconds(10);

    @Test
    void hasTheProbesThatFitOurSettings() throws IOException {
        String deployment = Files.readString(DEPLOYMENT);
        Duration drain = Duration.ofMillis(drainMillis(deployment));
        try (HikariDataSource pool = poolOfNothing();
                Guard inventory = Guard.of("inventory_service", Preset.read());
                HealthMonitor health = CheckoutService.health(
                                pool, "redis://127.0.0.1:9", inventory, URI.create("http://127.0.0.1:9"))
                        .start()) {
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
    void leavesConnectionsInADatabaseWithItsDefaultSettings() throws IOException {
        int pods = number("maxReplicas", MANIFESTS.resolve("horizontal-pod-autoscaler.yaml"))
                + number("maxSurge", DEPLOYMENT)
                + ONE_THAT_IS_STILL_ENDING;
        int connections = pods * (CheckoutService.POOL_SIZE + SENTINEL);

        assertThat(connections).isLessThanOrEqualTo(MAX_CONNECTIONS - FOR_SUPERUSERS);
        assertThat(Files.readString(MANIFESTS.resolve("horizontal-pod-autoscaler.yaml")))
                .contains("(pool of " + CheckoutService.POOL_SIZE + " + 1 of the probe) = " + connections);
    }

    private static int number(String field, Path manifest) throws IOException {
        Matcher found = Pattern.compile("(?m)^ *" + field + ": (\\d+)$").matcher(Files.readString(manifest));
        assertThat(found.find()).as(field).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static long drainMillis(String deployment) {
        String value = deployment.substring(deployment.indexOf("- name: DRAIN_MILLIS"));
        return Long.parseLong(value.substring(value.indexOf('"') + 1).split("\"", 2)[0]);
    }

    /** Nobody listens there; the settings are the same. */
    private static HikariDataSource poolOfNothing() {
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:9/nothing");
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
