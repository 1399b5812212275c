package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Status;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Customers go on buying while nobody can pay, and what they bought is not forgotten. */
class StuckOrdersTest {

    private static final int ORDERS = 200;
    private static final Duration SOON = Duration.ofSeconds(20);

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
    void areABacklogUntilTheyAreReplayed() throws Exception {
        var operators = service.business().withToken(Running.OPS_TOKEN);
        service.business().post("/chaos/payments/kill", "");
        int confirmed = 0;
        try (var sql = Sql.on(service.parts().backends().postgres())) {
            for (int i = 0; i < ORDERS; i++) {
                Http.Reply bought = service.checkout();
                assertThat(bought.status()).isEqualTo(201);
                assertThat(bought.json().path("status").asText()).isEqualTo("pending");
            }

            Duration told = Eventually.within(SOON, "it is told", () -> stuck().code() == Code.BACKLOG);
            assertThat(stuck().status()).isEqualTo(Status.DEGRADED);
            Eventually.within(
                    SOON,
                    "all of them are counted",
                    () -> shown().path("stuck_orders").asInt() == ORDERS);
            var deep = service.ops().get("/health/deep/stuck_orders");
            System.out.println(ORDERS + " orders pending, told " + told.toMillis() + " ms later: " + deep.body());
            assertThat(deep.status()).isEqualTo(200);
            assertThat(service.business().post("/operations/replay", "").status())
                    .isEqualTo(401);

            var tooEarly = operators.post("/operations/replay", "");
            assertThat(tooEarly.status()).isEqualTo(503);
            assertThat(tooEarly.body()).isEqualTo("{\"confirmed\":0,\"still_pending\":" + ORDERS + "}");

            service.business().post("/chaos/payments/heal", "");
            long begun = System.nanoTime();
            Http.Reply replayed;
            do {
                replayed = operators.post("/operations/replay", "");
                confirmed += replayed.json().path("confirmed").asInt();
            } while (replayed.status() != 200 && System.nanoTime() - begun < SOON.toNanos());
            Eventually.within(
                    SOON,
                    "the backlog is gone",
                    () -> stuck().status() == Status.UP
                            && shown().path("stuck_orders").asInt(ORDERS) == 0);

            System.out.println("replayed " + replayed.body() + " by the last of them, all paid and told after "
                    + Duration.ofNanos(System.nanoTime() - begun).toMillis() + " ms");
            assertThat(replayed.status()).isEqualTo(200);
            assertThat(confirmed).isEqualTo(ORDERS);
            assertThat(sql.column("SELECT DISTINCT status FROM orders")).containsExactly("confirmed");
            assertThat(operators.post("/operations/replay", "").body())
                    .isEqualTo("{\"confirmed\":0,\"still_pending\":0}");
        }
    }

    private static ComponentHealth stuck() {
        return service.parts().health().report().components().get("stuck_orders");
    }

    private static JsonNode shown() {
        return service.ops().get("/health/deep/stuck_orders").json();
    }
}
