package io.plimsoll.examples.checkout;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.KubernetesProbes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** That the Deployment and the code do not drift apart. */
class ManifestTest {

    private static final Path DEPLOYMENT = Path.of(System.getProperty("basedir", ""), "../kubernetes/deployment.yaml");
    private static final int POD = 6;
    private static final int CONTAINER = 10;

    /** As {@link StartAndStopTest} promises: within 10 s from SIGTERM, the drain included. */
    private static final Duration STOP = ofSeconds(10);

    @Test
    void hasTheProbesThatFitOurSettings() throws IOException {
        String deployment = Files.readString(DEPLOYMENT);
        Duration drain = Duration.ofMillis(drainMillis(deployment));
        try (HikariDataSource pool = poolOfNothing();
                HealthMonitor health = CheckoutService.health(
                                pool, "redis://127.0.0.1:9", URI.create("http://127.0.0.1:9"))
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
