package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Code;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Customers go on buying while inventory is gone. */
class RefusedCheckoutTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private static Running service;

    @BeforeAll
    static void start() throws Exception {
        service = Running.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void isRefusedWhileTheCircuitIsOpenAndServedSoonAfterTheProbeSeesInventoryReturn() {
        Set<Integer> statuses = new HashSet<>();
        Http.Reply refused;
        try {
            service.parts().backends().inventory().kill();
            Eventually.within(SOON, "a checkout is refused", () -> {
                statuses.add(service.checkout().status());
                return statuses.contains(429);
            });
            refused = service.checkout();
            Eventually.within(SOON, "the probe has seen it too", () -> inventoryCode() == Code.REFUSED);
            Eventually.within(
                    SOON,
                    "it is shown that the circuit is open",
                    () -> service.ops()
                            .get("/health/deep/inventory_service")
                            .json()
                            .path("circuit_open")
                            .asBoolean());
        } finally {
            service.parts().backends().inventory().heal();
        }
        Duration served = Eventually.within(
                SOON, "a checkout is served", () -> service.checkout().status() == 201);
        for (int i = 0; i < 5; i++) {
            assertThat(service.checkout().status())
                    .as("checkout %d after that", i)
                    .isEqualTo(201);
        }
        service.awaitUp(SOON);

        assertThat(statuses).containsExactlyInAnyOrder(503, 429);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(2L, 45L);
        assertThat(service.parts().health().report().status()).isEqualTo(Status.UP);
        System.out.println("inventory killed: checkouts refused by an open circuit; serves again " + served.toMillis()
                + " ms after it is back, with a breaker that stays open for 30 s");
    }

    private static Code inventoryCode() {
        return service.parts()
                .health()
                .report()
                .components()
                .get("inventory_service")
                .code();
    }
}
