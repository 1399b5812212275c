package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Status;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is optional may be gone, silent or switched off: customers still buy, and nobody is told that all is well. */
class SellsOnTest {

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

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "fraud_check, freeze, manual_review",
        "fraud_check, kill, manual_review",
        "payments, freeze, pending",
        "payments, kill, pending",
        "recommendations, freeze, confirmed",
        "recommendations, kill, confirmed"
    })
    void withoutWhatIsOptional(String target, String move, String status) {
        awaitSales("confirmed");
        try {
            assertThat(service.business()
                            .post("/chaos/" + target + "/" + move, "")
                            .status())
                    .isEqualTo(200);

            awaitSales(status);
            Eventually.within(SOON, "it is told", () -> statusOf(target) == Status.DEGRADED);
            assertThat(service.ops().get("/health/deep").status()).isEqualTo(200);
        } finally {
            service.business().post("/chaos/" + target + "/heal", "");
        }
        awaitSales("confirmed");
    }

    @Test
    void withTheFraudCheckSwitchedOff() {
        var operators = service.operators();
        awaitSales("confirmed");
        service.business().put("/carts/mallory", Running.CART);
        assertThat(buy("mallory").status()).isEqualTo(403);

        var stranger = service.ops().post("/panic/fraud-check/press", Running.PRESS);
        var press = operators.post("/panic/fraud-check/press", Running.PRESS);
        var bought = buy("mallory");
        Eventually.within(
                SOON,
                "it is told",
                () -> service.ops()
                        .get("/health/deep/fraud_check")
                        .json()
                        .path("switched_off")
                        .asBoolean());
        var release = operators.post("/panic/fraud-check/release", Running.RELEASE_ALL);

        assertThat(stranger.status()).isEqualTo(401);
        assertThat(press.status()).isEqualTo(201);
        assertThat(bought.json().path("status").asText()).isEqualTo("manual_review");
        assertThat(release.status()).isEqualTo(200);
        assertThat(buy("mallory").status()).isEqualTo(403);
        assertThat(service.business()
                        .withToken(Running.OPS_TOKEN)
                        .post("/operations/fraud_check/off", "")
                        .error())
                .isEqualTo("No such operation: there is /operations/replay; buttons are at /panic on the ops port");
    }

    @Test
    void withOldRecommendationsOrNone() {
        Eventually.within(SOON, "they are fresh", () -> recommended("sku-9921").equals("fresh"));
        try {
            service.business().post("/chaos/recommendations/kill", "");

            var old = service.business().get("/recommendations/sku-9921");
            var none = service.business().get("/recommendations/sku-0007");

            assertThat(old.status()).isEqualTo(200);
            assertThat(old.body()).isEqualTo("{\"served\":\"stale\",\"skus\":[\"sku-0007\",\"sku-1204\"]}");
            assertThat(old.headers().firstValue("Age")).isPresent();
            assertThat(old.headers().firstValue("Cache-Status"))
                    .contains("checkout-service; hit; detail=stale-if-error");
            assertThat(none.body()).isEqualTo("{\"served\":\"degraded\",\"skus\":[]}");
            assertThat(none.headers().firstValue("Age")).isEmpty();
        } finally {
            service.business().post("/chaos/recommendations/heal", "");
        }
        Eventually.within(
                SOON, "they are fresh again", () -> recommended("sku-9921").equals("fresh"));
        assertThat(service.business().get("/recommendations/sku+1").status()).isEqualTo(400);
    }

    @Test
    void withAPoolOfAnalyticsThatIsUsedUp() throws Exception {
        awaitSales("confirmed");
        var pools = service.parts().pools();
        Eventually.within(
                SOON,
                "bestsellers are fresh",
                () -> service.business().get("/bestsellers").body().contains("fresh"));
        try (var first = pools.analytics().getConnection();
                var second = pools.analytics().getConnection();
                var third = pools.analytics().getConnection();
                var fourth = pools.analytics().getConnection();
                var fifth = pools.analytics().getConnection()) {
            assertThat(Set.of(first, second, third, fourth, fifth)).hasSize(Pools.ANALYTICS);

            var bestsellers = service.business().get("/bestsellers");

            assertThat(bestsellers.body()).isEqualTo("{\"served\":\"stale\",\"skus\":[\"sku-9921\"]}");
            assertThat(service.checkout().json().path("status").asText()).isEqualTo("confirmed");
        }
        assertThat(maximum("database")).isEqualTo(Pools.WRITE);
        assertThat(maximum("database_read")).isEqualTo(Pools.READ);
        assertThat(maximum("database_analytics")).isEqualTo(Pools.ANALYTICS);
        try (var sql = Sql.on(service.parts().backends().postgres())) {
            assertThat(sql.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'plimsoll-sentinel'"))
                    .isEqualTo(1);
        }
    }

    private static int maximum(String component) {
        return service.ops()
                .get("/health/deep/" + component)
                .json()
                .path("max_connections")
                .asInt();
    }

    /** A guard whose circuit is open lets nothing through for a moment after its dependency is back. */
    private static void awaitSales(String status) {
        Eventually.within(SOON, "orders are " + status, () -> {
            var bought = service.checkout();
            assertThat(bought.status()).isEqualTo(201);
            return bought.json().path("status").asText().equals(status);
        });
    }

    private static Http.Reply buy(String cart) {
        return service.business().post("/checkout", "{\"cart\":\"" + cart + "\"}");
    }

    private static String recommended(String sku) {
        return service.business()
                .get("/recommendations/" + sku)
                .json()
                .path("served")
                .asText();
    }

    private static Status statusOf(String component) {
        return service.parts().health().report().components().get(component).status();
    }
}
