package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.HealthClients.Sample;
import io.plimsoll.examples.drill.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausedProcessTest {

    /** Calls of the business that were under way did run out of time, and their guards say so for a moment. */
    private static final String OF_A_CALL = "Timeout on (?!GET /health/shallow)";

    private static final Pattern BLAMED_IN_AN_ANSWER =
            Pattern.compile("\"(TIMEOUT|HUNG)\",\"error\":\"(?!" + OF_A_CALL + ")");
    private static final Pattern BLAMED_IN_THE_LOG = Pattern.compile("(TIMEOUT|HUNG): (?!" + OF_A_CALL + ")");

    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration ONE_PROBE = Duration.ofSeconds(3);

    @TempDir
    Path home;

    @Test
    void blamesNobodyForItsOwnPause() throws Exception {
        try (var service =
                ServiceProcess.launch(CheckoutMain.class, home, Map.of()).awaitReady()) {
            var business = new Http(service.business());
            business.put("/carts/c-1", Running.CART);
            List<Sample> samples;
            long continued;
            try (var shoppers = Shoppers.start(8, business, Duration.ofMillis(20));
                    var clients = HealthClients.start(
                            16, service.ops(), Duration.ofMillis(50), "/health/deep", "/health/shallow")) {
                Eventually.within(Duration.ofSeconds(10), "all shop", () -> shoppers.answered(201) >= 100);
                service.signal("STOP");
                try {
                    Eventually.letPass(PAUSE);
                } finally {
                    continued = System.nanoTime();
                    service.signal("CONT");
                }
                Eventually.letPass(ONE_PROBE.multipliedBy(2));
                samples = clients.samples().toList();
            }
            List<Sample> after = samples.stream()
                    .filter(sample -> sample.endedNanos() > continued)
                    .toList();
            long stale = after.stream().filter(PausedProcessTest::isStale).count();
            Duration lastStale = Duration.ofNanos(after.stream()
                    .filter(PausedProcessTest::isStale)
                    .mapToLong(sample -> sample.endedNanos() - continued)
                    .max()
                    .orElse(0));
            Duration lastNotUp = Duration.ofNanos(after.stream()
                    .filter(sample -> sample.status() != 200)
                    .mapToLong(sample -> sample.endedNanos() - continued)
                    .max()
                    .orElse(0));

            System.out.println("paused " + PAUSE.toSeconds() + " s: " + after.size() + " answers after it, "
                    + after.stream().filter(PausedProcessTest::isTimeout).count() + " with TIMEOUT, " + stale
                    + " with STALE, the last one after " + lastStale.toMillis() + " ms; all 200 after "
                    + lastNotUp.toMillis() + " ms");
            assertThat(after).hasSizeGreaterThan(500).noneMatch(PausedProcessTest::isTimeout);
            assertThat(lastStale).isLessThanOrEqualTo(ONE_PROBE);
            assertThat(lastNotUp).isLessThanOrEqualTo(ONE_PROBE);
            // Before it is ready, a machine under load may load classes for longer than a probe's timeout.
            String sinceReady = service.out().substring(service.out().indexOf("ready "));
            assertThat(sinceReady).doesNotContainPattern(BLAMED_IN_THE_LOG);
        }
    }

    private static boolean isStale(Sample sample) {
        return sample.answer().contains("\"STALE\"");
    }

    private static boolean isTimeout(Sample sample) {
        return BLAMED_IN_AN_ANSWER.matcher(sample.answer()).find();
    }
}
