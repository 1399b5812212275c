package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.HealthClients.Sample;
import io.plimsoll.examples.drill.Times;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckWorkersTest {

    private static final int CLIENTS = 64;
    private static final Duration WINDOW = Duration.ofSeconds(8);
    private static final List<String> GATES = List.of("/health/shallow", "/health/ready", "/health/started");
    private static final List<String> EVERYTHING = List.of(
            "/health/shallow",
            "/health/ready",
            "/health/started",
            "/health/deep",
            "/health/deep/database",
            "/health/deep/redis",
            "/health/deep/inventory_service",
            "/health/deep/nobody");

    @Test
    void answersOnTheOpsPortWhileEveryWorkerIsStuckInTheDatabase() throws Exception {
        try (var service = Running.start();
                var shoppers = Shoppers.start(CLIENTS, service.business(), Duration.ZERO)) {
            Eventually.within(Duration.ofSeconds(10), "all shop", () -> shoppers.answered(201) >= CLIENTS);
            service.business().post("/chaos/database/freeze", "");
            Eventually.within(
                    Duration.ofSeconds(10), "every worker is stuck", () -> stuckWorkers() == BusinessServer.WORKERS);

            List<Sample> ops;
            List<Sample> business;
            int stuckAfterwards;
            try (var onOpsPort = HealthClients.start(
                            4, service.parts().opsUri(), Duration.ofMillis(50), EVERYTHING.toArray(String[]::new));
                    var onBusinessPort = HealthClients.start(
                            2, service.parts().businessUri(), Duration.ofMillis(50), GATES.toArray(String[]::new))) {
                Eventually.letPass(WINDOW);
                ops = onOpsPort.samples().toList();
                business = onBusinessPort.samples().toList();
                stuckAfterwards = stuckWorkers();
            }
            var heal = service.business().post("/chaos/database/heal", "");
            Duration healed = Eventually.within(
                    Duration.ofSeconds(15),
                    "they shop again",
                    () -> service.checkout().status() == 201);

            System.out.println("every worker stuck: " + BusinessServer.WORKERS + " at first, " + stuckAfterwards
                    + " at last; ops port " + Times.of(ops.stream()) + ", gates on the business port "
                    + Times.of(business.stream()) + " median/p99/max (count); shoppers saw " + shoppers.answers()
                    + "; sold again after " + healed.toMillis() + " ms");
            assertThat(ops).extracting(Sample::path).contains(EVERYTHING.toArray(String[]::new));
            assertThat(ops).allSatisfy(StuckWorkersTest::isRight);
            assertThat(business).allMatch(sample -> sample.status() == 200);
            assertThat(Times.of(ops.stream()).max()).isLessThan(1_000);
            assertThat(heal.status()).isEqualTo(200);
        }
    }

    private static void isRight(Sample sample) {
        int expected = switch (sample.path()) {
            // It may still have been up to the end of the attempt that was due.
            case "/health/deep", "/health/deep/database" -> sample.status() == 503 ? 503 : 200;
            case "/health/deep/nobody" -> 404;
            default -> 200;
        };
        assertThat(sample.status()).as(sample.path()).isEqualTo(expected);
    }

    private static long stuck(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getClassName().endsWith(".OrderStore"))
                .limit(1)
                .count();
    }

    private static int stuckWorkers() {
        return (int) Thread.getAllStackTraces().values().stream()
                .mapToLong(StuckWorkersTest::stuck)
                .sum();
    }
}
