package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.HealthClients.Sample;
import io.plimsoll.examples.drill.Times;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckWorkersTest {

    private static final int CLIENTS = 64;
    private static final Duration A_WHILE = Duration.ofSeconds(3);
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
    void letsFewWorkersGetStuckInTheDatabase() throws Exception {
        try (var service = Running.start();
                var shoppers = Shoppers.start(CLIENTS, service.business(), Duration.ZERO)) {
            Eventually.within(Duration.ofSeconds(10), "all shop", () -> shoppers.answered(201) >= CLIENTS);
            service.business().post("/chaos/database/freeze", "");
            Eventually.within(
                    Duration.ofSeconds(10),
                    "as many workers are stuck as the smaller guard lets in, while carts come from the cache",
                    () -> workersIn(".GuardedDatabase", "run") >= Pools.WRITE);

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
                stuckAfterwards = workersIn(".GuardedDatabase", "run");
            }
            var heal = service.business().post("/chaos/database/heal", "");
            Duration healed = Eventually.within(
                    Duration.ofSeconds(15),
                    "they shop again",
                    () -> service.checkout().status() == 201);

            System.out.println("database frozen: at least " + Pools.WRITE + " of " + BusinessServer.WORKERS
                    + " workers stuck at first, " + stuckAfterwards + " at last; ops port " + Times.of(ops.stream())
                    + ", gates on the business port "
                    + Times.of(business.stream()) + " median/p99/max (count); shoppers saw " + shoppers.answers()
                    + "; sold again after " + healed.toMillis() + " ms");
            assertThat(ops).extracting(Sample::path).contains(EVERYTHING.toArray(String[]::new));
            assertThat(ops).allSatisfy(StuckWorkersTest::isRight);
            assertThat(stuckAfterwards).isLessThanOrEqualTo(Pools.READ + Pools.WRITE);
            assertThat(shoppers.answered(429)).isPositive();
            assertThat(business).allMatch(sample -> sample.status() == 200);
            assertThat(Times.of(ops.stream()).max()).isLessThan(1_000);
            assertThat(heal.status()).isEqualTo(200);
        }
    }

    @Test
    void answersWhileEveryWorkerWaitsForABodyThatNeverComes() throws Exception {
        var silent = new ArrayList<Socket>();
        try (var service = Running.start()) {
            for (int i = 0; i < BusinessServer.WORKERS; i++) {
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        service.parts().businessUri().getPort());
                silent.add(socket);
                socket.getOutputStream()
                        .write(("PUT /carts/c-" + i + " HTTP/1.1\r\nHost: shop\r\nContent-Length: 50\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            Eventually.within(
                    Duration.ofSeconds(10),
                    "every worker is stuck",
                    () -> workersIn(".web.Json", "read") == BusinessServer.WORKERS);

            try (var onOpsPort = HealthClients.start(
                            4, service.parts().opsUri(), Duration.ofMillis(50), EVERYTHING.toArray(String[]::new));
                    var onBusinessPort = HealthClients.start(
                            2, service.parts().businessUri(), Duration.ofMillis(50), GATES.toArray(String[]::new))) {
                Eventually.letPass(A_WHILE);

                assertThat(workersIn(".web.Json", "read")).isEqualTo(BusinessServer.WORKERS);
                System.out.println("every worker stuck: ops port " + Times.of(onOpsPort.samples())
                        + ", gates on the business port " + Times.of(onBusinessPort.samples())
                        + " median/p99/max (count)");
                assertThat(onOpsPort.samples()).extracting(Sample::path).contains(EVERYTHING.toArray(String[]::new));
                assertThat(onOpsPort.samples())
                        .allSatisfy(sample -> assertThat(sample.status())
                                .as(sample.path())
                                .isEqualTo(sample.path().endsWith("nobody") ? 404 : 200));
                assertThat(onBusinessPort.samples()).allMatch(sample -> sample.status() == 200);
                assertThat(Times.of(onOpsPort.samples()).max()).isLessThan(1_000);
            }
            for (Socket socket : silent) {
                socket.close();
            }
            Eventually.within(
                    Duration.ofSeconds(15),
                    "they shop again",
                    () -> service.checkout().status() == 201);
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

    /** How many threads are in there at this moment. */
    private static int workersIn(String className, String method) {
        return (int) Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().endsWith(className)
                                && frame.getMethodName().equals(method)))
                .count();
    }
}
