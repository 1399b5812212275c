package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.checkout.servers.FreePort;
import io.plimsoll.examples.drill.ServiceProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus and a real Alertmanager press the buttons of the service, by the files of {@code examples/observability}. */
@Tag("once")
class ObservabilityTest {

    private static final Path FILES =
            Path.of(System.getProperty("basedir", ""), "../observability").normalize();
    private static final Duration LONGEST = Duration.ofMinutes(9);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);

    @TempDir
    Path home;

    @BeforeAll
    static void requirePrograms() {
        Programs.require(
                "prometheus prometheus-alertmanager curl",
                "prometheus",
                "promtool",
                "prometheus-alertmanager",
                "amtool",
                "curl",
                "bash");
    }

    @Test
    void theRulesFireWhenTheyShouldAndTheConfigurationIsValid() throws Exception {
        assertThat(run(Map.of(), LONGEST_CHECK, "promtool", "check", "rules", "checkout-rules.yml"))
                .contains("SUCCESS");
        assertThat(run(Map.of(), LONGEST_CHECK, "promtool", "check", "config", "prometheus.yml"))
                .contains("SUCCESS");
        assertThat(run(Map.of(), LONGEST_CHECK, "promtool", "test", "rules", "checkout-rules-test.yml"))
                .contains("SUCCESS");
        assertThat(run(Map.of(), LONGEST_CHECK, "amtool", "check-config", "alertmanager.yml"))
                .contains("SUCCESS");
    }

    @Test
    void alertsPressAndReleaseWithinAMinuteOfTheFirstError() throws Exception {
        var secrets = Map.of("OPS_TOKEN", Running.OPS_TOKEN, "MITIGATION_TOKEN", Running.MITIGATION_TOKEN);
        try (var service =
                ServiceProcess.launch(CheckoutMain.class, home, secrets).awaitReady()) {
            var environment = new HashMap<>(secrets);
            environment.put("BUSINESS", service.business().toString());
            environment.put("OPS", service.ops().toString());
            environment.put("PROMETHEUS_PORT", Integer.toString(FreePort.find()));
            environment.put("ALERTMANAGER_PORT", Integer.toString(FreePort.find()));

            String timeline = run(environment, LONGEST, "bash", "end-to-end.sh");

            System.out.println(timeline);
            assertThat(timeline)
                    .contains(
                            "the alert has pressed recommendations",
                            "the alert is resolved and its lease released",
                            "the alert has pressed shed-traffic",
                            "== As it should be");
            assertThat(service.out())
                    .contains(
                            "Button recommendations is pressed by RecommendationsFailing",
                            "Lease of button recommendations is released by resolved alert",
                            "Button shed-traffic is pressed by CheckoutSlow");
        }
    }

    /** What it has printed; fails unless it ends with 0. */
    private static String run(Map<String, String> environment, Duration limit, String... command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(FILES.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        var said = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failed) {
                return failed.toString();
            }
        });
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            // It ends what it has started.
            process.destroy();
            throw new AssertionError(String.join(" ", command) + " has not ended after " + limit + ": " + said.join());
        }
        assertThat(process.exitValue()).as(said.join()).isZero();
        return said.join();
    }
}
