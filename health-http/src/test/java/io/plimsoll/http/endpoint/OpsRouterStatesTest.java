package io.plimsoll.http.endpoint;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static io.plimsoll.testing.ScriptedProbe.HANG;
import static io.plimsoll.testing.ScriptedProbe.OK;
import static io.plimsoll.testing.ScriptedProbe.SILENT;
import static io.plimsoll.testing.ScriptedProbe.SLOW;
import static io.plimsoll.testing.ScriptedProbe.finding;
import static io.plimsoll.testing.ScriptedProbe.throwing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpsRouterStatesTest {

    private static final Duration MOMENT = Duration.ofMillis(10);

    @Test
    void saysThatAllIsWell() {
        try (var checkout = Checkout.up()) {
            assertThat(statuses(checkout)).containsExactly(200, 200, 200, 200, 200, 200);
            assertThat(body(checkout, "/health/deep"))
                    .isEqualTo(
                            "{\"status\":\"UP\",\"timestamp\":\"2026-05-22T23:10:00Z\",\"service\":\"checkout-service\","
                                    + "\"version\":\"v3.4.12\",\"components\":{\"database\":" + up() + ",\"redis\":"
                                    + up()
                                    + ",\"inventory_service\":" + up() + "}}");
            assertThat(body(checkout, "/health/deep/redis")).isEqualTo(up());
            assertThat(body(checkout, "/health/shallow"))
                    .isEqualTo("{\"status\":\"UP\",\"service\":\"checkout-service\",\"version\":\"v3.4.12\"}");
        }
    }

    @Test
    void saysThatItDoesNotKnowYet() {
        try (var checkout = Checkout.of(OK, OK)) {
            assertThat(statuses(checkout)).containsExactly(200, 503, 503, 503, 503, 200);
            assertThat(body(checkout, "/health/deep/database"))
                    .contains("\"status\":\"DOWN\",\"code\":\"NOT_RUN_YET\"")
                    .doesNotContain("latency_ms", "checked_at");
        }
    }

    @Test
    void isDownWithARequiredComponentOnceStartedAndStaysReady() {
        try (var checkout = Checkout.flapping()) {
            checkout.after(Duration.ofSeconds(3));

            assertThat(statuses(checkout)).containsExactly(200, 200, 200, 503, 503, 200);
            assertThat(body(checkout, "/health/deep"))
                    .startsWith("{\"status\":\"DOWN\"")
                    .contains(
                            "\"reason\":\"database: Refused by script\",\"components\":{\"database\":{\"status\":\"DOWN\","
                                    + "\"code\":\"REFUSED\",\"error\":\"Refused by script\"");
        }
    }

    @Test
    void isDegradedWithAnOptionalComponentThatIsDown() {
        try (var checkout = Checkout.of(OK, FAIL).after(MOMENT)) {
            assertThat(statuses(checkout)).containsExactly(200, 200, 200, 200, 200, 200);
            assertThat(body(checkout, "/health/deep")).startsWith("{\"status\":\"DEGRADED\"");
            assertThat(body(checkout, "/health/deep/inventory_service"))
                    .startsWith("{\"status\":\"DEGRADED\",\"code\":\"REFUSED\"")
                    .contains("\"event_id\":\"");
        }
    }

    @Test
    void isDownForWhateverIsNotUpUnderTheStrictRule() {
        try (var checkout = Checkout.of(OK, SLOW, HealthMonitorBuilder::strict).after(MOMENT)) {
            assertThat(statuses(checkout)).containsExactly(200, 200, 200, 503, 200, 200);
            assertThat(body(checkout, "/health/deep"))
                    .startsWith("{\"status\":\"DOWN\"")
                    .contains("\"inventory_service\":{\"status\":\"DEGRADED\"");
        }
    }

    @Test
    void isDownWithAResultThatIsTooOldEvenIfTheSchedulerIsDead() {
        try (var checkout = Checkout.up()) {
            OpsRouter ops = router(checkout);
            ops.handle(Ask.get("/health/deep"));
            checkout.time.advanceWithoutScheduler(Duration.ofSeconds(6));

            OpsResponse answer = ops.handle(Ask.get("/health/deep"));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(text(answer)).contains("\"code\":\"STALE\"");
            assertThat(statuses(checkout)).containsExactly(200, 200, 200, 503, 503, 200);
        }
    }

    @Test
    void saysThatAProbeWasGivenUpAndThenThatItHangs() {
        try (var silent = Checkout.of(SILENT, OK).after(Duration.ofMillis(1_500));
                var hung = Checkout.of(HANG, OK).after(Duration.ofSeconds(3))) {
            assertThat(body(silent, "/health/deep/database")).startsWith("{\"status\":\"DOWN\",\"code\":\"TIMEOUT\"");
            assertThat(body(hung, "/health/deep/database")).startsWith("{\"status\":\"DOWN\",\"code\":\"HUNG\"");
            assertThat(statuses(hung)).containsExactly(200, 503, 503, 503, 503, 200);
        }
    }

    @Test
    void isAliveAndNotReadyWhileDraining() {
        try (var checkout = Checkout.up()) {
            OpsRouter ops = router(checkout);
            ops.handle(Ask.get("/health/ready"));

            checkout.health.drain();

            assertThat(statuses(checkout)).containsExactly(200, 503, 200, 200, 200, 200);
            assertThat(text(ops.handle(Ask.get("/health/ready")))).contains("\"reason\":\"Draining\"");
        }
    }

    @Test
    void isNotAliveWithALivenessComponentThatIsDown() {
        try (var checkout = Checkout.of(
                        OK,
                        OK,
                        builder -> builder.liveness(
                                "deadlock", ScriptedProbe.of(finding(Finding.down(Code.DEADLOCK, "Two threads wait")))))
                .after(MOMENT)) {
            assertThat(statuses(checkout)).containsExactly(503, 503, 503, 503, 200, 200);
        }
    }

    @Test
    void saysNothingOfDetailsCausesAndWhatAProbeThrew() {
        var secret = Finding.down(Code.AUTH, "Login refused")
                .detail("user", "admin@db-1.internal")
                .causedBy(new IOException("password=hunter2"));
        try (var findings = Checkout.of(finding(secret), throwing(new IllegalStateException("jdbc:hunter2")))
                .after(MOMENT)) {
            assertThat(body(findings, "/health/deep"))
                    .contains("AUTH", "PROBE_FAILED")
                    .doesNotContain("admin", "hunter2", "jdbc", "Exception");
        }
    }

    @Test
    void showsComponentsInTheOrderInWhichTheyWereConfigured() {
        var time = new ManualTime();
        var builder = HealthMonitor.builder("s", "v").timing(time.timing());
        List.of("zebra", "apple", "Mango", "a-1", "b_2").forEach(name -> builder.required(name, ScriptedProbe.of(OK)));
        try (HealthMonitor health = builder.start()) {
            String body = text(OpsRouter.builder(health).build().handle(Ask.get("/health/deep")));

            assertThat(body).containsSubsequence("zebra", "apple", "Mango", "a-1", "b_2");
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "1000, 1", "1001, 2", "2000, 2", "30000, 30"})
    void asksToComeBackAfterTheShortestInterval(long millis, String seconds) {
        var time = new ManualTime();
        try (HealthMonitor health = HealthMonitor.builder("s", "v")
                .required("slow", ScriptedProbe.of(FAIL), ProbeSettings.every(Duration.ofMinutes(1)))
                .required("fast", ScriptedProbe.of(FAIL), ProbeSettings.every(Duration.ofMillis(millis)))
                .timing(time.timing())
                .start()) {
            OpsResponse answer = OpsRouter.builder(health).build().handle(Ask.get("/health/deep"));

            assertThat(answer.headers()).containsEntry("Retry-After", seconds);
        }
    }

    private static String up() {
        return "{\"status\":\"UP\",\"latency_ms\":0.0,\"since\":\"2026-05-22T23:10:00Z\","
                + "\"checked_at\":\"2026-05-22T23:10:00Z\"}";
    }

    /** Of shallow, ready, started, deep, the database and the optional inventory service. */
    private static List<Integer> statuses(Checkout checkout) {
        OpsRouter ops = router(checkout);
        List<Integer> statuses = new ArrayList<>();
        for (String path : List.of(
                "/health/shallow",
                "/health/ready",
                "/health/started",
                "/health/deep",
                "/health/deep/database",
                "/health/deep/inventory_service")) {
            OpsResponse answer = ops.handle(Ask.get(path));
            Schemas schema = path.equals("/health/deep")
                    ? Schemas.DEEP
                    : path.startsWith("/health/deep/") ? Schemas.COMPONENT : Schemas.GATE;
            schema.assertAccepts(text(answer));
            statuses.add(answer.status());
        }
        return statuses;
    }

    private static OpsRouter router(Checkout checkout) {
        return OpsRouter.builder(checkout.health).build();
    }

    private static String body(Checkout checkout, String path) {
        return text(router(checkout).handle(Ask.get(path)));
    }

    private static String text(OpsResponse response) {
        return new String(response.body(), UTF_8);
    }
}
