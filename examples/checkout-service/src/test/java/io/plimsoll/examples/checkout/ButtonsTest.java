package io.plimsoll.examples.checkout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.drill.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What each button does, pressed by a person over HTTP or by an alert. */
class ButtonsTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final List<String> SHEDDABLE = List.of("/recommendations/sku-9921", "/bestsellers");

    private static Running service;

    @BeforeAll
    static void start() throws Exception {
        service = Running.start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void allIsWell() {
        service.awaitUp(SOON);
    }

    @AfterEach
    void releaseAll() {
        service.parts().panic().buttons().forEach(button -> button.releaseAll("the test's end"));
    }

    @Test
    void areShownToOperatorsAlone() {
        JsonNode buttons = service.operators().get("/panic").json().path("buttons");

        assertThat(StreamSupport.stream(buttons.spliterator(), false)
                        .map(button -> button.path("name").asText()))
                .startsWith("recommendations", "fraud-check", "shed-traffic", "bigger-pool")
                .contains("database_analytics", "stop-retries", "mute:redis")
                .doesNotContain("fraud_check", "payments");
        assertThat(service.ops().get("/panic").status()).isEqualTo(401);
        assertThat(service.ops()
                        .withToken(Running.MITIGATION_TOKEN)
                        .post("/panic/recommendations/press", Running.PRESS)
                        .status())
                .isEqualTo(401);
        assertThat(service.business().withToken(Running.OPS_TOKEN).get("/panic").status())
                .isEqualTo(404);
        assertThat(service.press("fraud_check").status()).isEqualTo(404);
    }

    @Test
    void recommendationsAreNotAskedFor() {
        Eventually.within(SOON, "they are fresh", () -> served().equals("fresh"));

        assertThat(service.press("recommendations").status()).isEqualTo(201);

        assertThat(served()).isEqualTo("stale");
        assertThat(service.checkout().json().at("/suggestions/served").asText()).isEqualTo("stale");
        assertThat(service.release("recommendations").status()).isEqualTo(200);
        Eventually.within(SOON, "they are fresh again", () -> served().equals("fresh"));
    }

    @Test
    void trafficIsShedBeforeAnyWorkIsDoneForIt() {
        service.press("shed-traffic");

        for (String path : SHEDDABLE) {
            var refused = service.business().get(path);
            assertThat(refused.status()).as(path).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).as(path).isPresent();
        }
        assertThat(service.business().post("/views", "{\"sku\":\"sku-9921\"}").status())
                .isEqualTo(429);
        assertThat(service.checkout().status()).isEqualTo(201);
        assertThat(service.business().get("/carts/c-1").status()).isEqualTo(200);
        assertThat(service.business().get("/health/ready").status()).isEqualTo(200);
        assertThat(service.business().post("/operations/replay", "").status()).isEqualTo(401);
        assertThat(service.business().post("/chaos/pool/heal", "").status()).isEqualTo(200);

        service.release("shed-traffic");
        assertThat(SHEDDABLE)
                .allSatisfy(path ->
                        assertThat(service.business().get(path).status()).isEqualTo(200));
        assertThat(service.business().post("/views", "{\"sku\":\"sku-1204\"}").body())
                .isEqualTo("{\"sku\":\"sku-1204\",\"views\":1}");
    }

    @Test
    void aBiggerPoolSellsWhileSomethingHoldsTheOtherConnections() {
        HikariDataSource pool = service.parts().pools().write();
        service.business().post("/chaos/pool/exhaust?seconds=600", "");
        try {
            Eventually.within(
                    SOON,
                    "all are held for good: fifteen want ten", // with fewer waiting, one is a customer's
                    () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 5);
            assertThat(service.checkout().status()).isEqualTo(503);

            service.press("bigger-pool");

            Eventually.within(SOON, "the pool may grow", () -> pool.getMaximumPoolSize() == 20);
            Eventually.within(SOON, "they buy", () -> service.checkout().status() == 201);
        } finally {
            service.business().post("/chaos/pool/heal", "");
        }
        service.release("bigger-pool");
        Eventually.within(SOON, "it has its own size", () -> pool.getMaximumPoolSize() == 10);
        Eventually.within(
                SOON,
                "what is too much is closed",
                () -> pool.getHikariPoolMXBean().getTotalConnections() <= 10);
    }

    @Test
    void theAlertOfTheContractShedsTraffic() throws Exception {
        String firing = contract();

        var pressed = signed(firing);
        var again = signed(firing);
        var shed = service.business().get("/bestsellers").status();
        var resolved = signed(firing.replace("\"firing\"", "\"resolved\""));

        assertThat(pressed.status()).as(pressed.body()).isEqualTo(202);
        assertThat(pressed.json().at("/done/0/button").asText()).isEqualTo("shed-traffic");
        assertThat(pressed.json().at("/not_done/0/action").asText()).isEqualTo("SCALE_OUT");
        assertThat(pressed.json().at("/not_done/0/why").asText()).isEqualTo("PLATFORM");
        assertThat(again.status()).isEqualTo(200);
        assertThat(shed).isEqualTo(429);
        assertThat(resolved.json().at("/done/0/did").asText()).isEqualTo("RELEASED");
        assertThat(service.business().get("/bestsellers").status()).isEqualTo(200);
    }

    @Test
    void anAlertOfAlertmanagerSwitchesRecommendationsOff() {
        var alertmanager = service.ops().withToken(Running.MITIGATION_TOKEN);

        var pressed = alertmanager.post("/mitigation", alertmanagers("firing", "RECOMMENDATIONS_OFF"));

        assertThat(pressed.status()).as(pressed.body()).isEqualTo(202);
        assertThat(service.parts().panic().button("recommendations").isPressed())
                .isTrue();
        assertThat(alertmanager
                        .post("/mitigation", alertmanagers("resolved", "RECOMMENDATIONS_OFF"))
                        .status())
                .isEqualTo(200);
        assertThat(service.parts().panic().button("recommendations").isPressed())
                .isFalse();
    }

    @Test
    void alertsMayDoNothingElse() throws Exception {
        var alertmanager = service.ops().withToken(Running.MITIGATION_TOKEN);

        assertThat(alertmanager
                        .post("/mitigation", alertmanagers("firing", "fraud-check"))
                        .status())
                .isEqualTo(422);
        assertThat(alertmanager
                        .post("/mitigation", alertmanagers("firing", "BIGGER_POOL"))
                        .status())
                .isEqualTo(422);
        assertThat(service.ops().post("/mitigation", contract()).status()).isEqualTo(401);
        assertThat(service.operators().post("/mitigation", contract()).status()).isEqualTo(401);
        assertThat(service.parts().panic().buttons()).noneMatch(button -> button.isPressed());
    }

    @Test
    void metricsHaveWhatTheRulesAskFor() {
        service.checkout();
        service.business().get("/of/strangers");
        service.press("recommendations");
        service.checkout();

        // A request is measured when it is over, which its client may hear before.
        Eventually.within(
                SOON,
                "all is measured",
                () -> service.ops()
                        .get("/metrics")
                        .body()
                        .contains("http_request_duration_seconds_count{route=\"other\",status=\"404\"}"));
        var metrics = service.ops().get("/metrics");

        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain;version=0.0.4;charset=utf-8");
        assertThat(metrics.body())
                .contains(
                        "http_request_duration_seconds_bucket{route=\"/checkout\",status=\"201\",le=\"2.0\"}",
                        "plimsoll_guard_calls_total{guard=\"recommendations\",outcome=\"failed\"}",
                        "plimsoll_guard_refused_total{guard=\"recommendations\",stage=\"breaker\"}",
                        "plimsoll_health_component{component=\"recommendations\",status=\"degraded\"}",
                        "plimsoll_shed_requests_total{criticality=\"sheddable\",outcome=\"refused\"}",
                        "plimsoll_panic_pressed{button=\"recommendations\"} 1.0")
                .doesNotContain("strangers", "alice", "jdbc:", "redis:", Running.OPS_TOKEN, Running.MITIGATION_TOKEN);
        assertThat(service.business().get("/metrics").status()).isEqualTo(404);
    }

    @Test
    void aStormOfErrorsIsBoundedAndCounted() {
        var quiet = (Logger) LoggerFactory.getLogger("storm"); // the filter is asked before the appenders
        quiet.setAdditive(false);
        double before = errors("emitted") + errors("dropped");

        for (int error = 0; error < 2_149; error++) {
            quiet.error("Checkout failed");
        }

        assertThat(errors("emitted") + errors("dropped") - before).isGreaterThanOrEqualTo(2_149);
        assertThat(errors("dropped")).isGreaterThan(1_000);
    }

    private static double errors(String outcome) {
        String name = "plimsoll_log_events_total{outcome=\"" + outcome + "\"} ";
        return service.ops()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static String served() {
        return service.business()
                .get("/recommendations/sku-9921")
                .json()
                .path("served")
                .asText();
    }

    private static String contract() throws IOException {
        try (var json = ButtonsTest.class.getResourceAsStream("/contract/mitigation.json")) {
            return new String(json.readAllBytes(), UTF_8);
        }
    }

    private static Http.Reply signed(String body) throws Exception {
        String id = "msg_" + UUID.randomUUID();
        long at = Instant.now().getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(Running.MITIGATION_SECRET.substring("whsec_".length())), "HmacSHA256"));
        String signature =
                Base64.getEncoder().encodeToString(mac.doFinal((id + "." + at + "." + body).getBytes(UTF_8)));
        var sender = new Http(
                service.parts().opsUri(),
                Map.of(
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        Long.toString(at),
                        "webhook-signature",
                        "v1," + signature));
        return sender.post("/mitigation", body);
    }

    private static String alertmanagers(String status, String action) {
        return "{\"version\":\"4\",\"status\":\"" + status + "\",\"alerts\":[{\"status\":\"" + status
                + "\",\"fingerprint\":\"0123456789abcdef\",\"startsAt\":\"2026-05-22T23:10:30Z\",\"labels\":{"
                + "\"alertname\":\"RecommendationsFailing\",\"service\":\"checkout-service\",\"mitigation\":\""
                + action + "\"}}]}";
    }
}
