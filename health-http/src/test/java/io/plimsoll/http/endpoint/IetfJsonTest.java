package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import io.plimsoll.testing.ScriptedProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IetfJsonTest {

    private static final ScriptedProbe.Step EXHAUSTED =
            ScriptedProbe.finding(Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted")
                    .with("active_connections", 10)
                    .with("reachable", true)
                    .detail("server", "db-7.internal:5432"));

    @Test
    void showsEverythingByTheWordsOfTheDraft() {
        try (var checkout = Checkout.of(EXHAUSTED, ScriptedProbe.FAIL).after(Duration.ofMillis(10))) {
            OpsResponse answer = ask(checkout, "/health/deep");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("Content-Type", "application/health+json");
            assertThat(answer.headers()).containsKeys("Age", "Retry-After", "Cache-Control");
            assertThat(text(answer))
                    .isEqualTo("{\"status\":\"fail\",\"serviceId\":\"checkout-service\",\"releaseId\":\"v3.4.12\","
                            + "\"output\":\"database: Connection pool exhausted\",\"checks\":{"
                            + "\"database:responseTime\":[{\"componentType\":\"component\",\"observedValue\":0.0,"
                            + "\"observedUnit\":\"ms\",\"status\":\"fail\","
                            + "\"output\":\"POOL_EXHAUSTED: Connection pool exhausted\","
                            + "\"time\":\"2026-05-22T23:10:00Z\"}],"
                            + "\"database:active_connections\":[{\"componentType\":\"component\",\"observedValue\":10,"
                            + "\"time\":\"2026-05-22T23:10:00Z\"}],"
                            + "\"database:reachable\":[{\"componentType\":\"component\",\"observedValue\":true,"
                            + "\"time\":\"2026-05-22T23:10:00Z\"}],"
                            + "\"redis:responseTime\":[{\"componentType\":\"component\",\"observedValue\":0.0,"
                            + "\"observedUnit\":\"ms\",\"status\":\"pass\",\"time\":\"2026-05-22T23:10:00Z\"}],"
                            + "\"inventory_service:responseTime\":[{\"componentType\":\"component\","
                            + "\"observedValue\":0.0,\"observedUnit\":\"ms\",\"status\":\"warn\","
                            + "\"output\":\"REFUSED: Refused by script\",\"time\":\"2026-05-22T23:10:00Z\"}]}}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/shallow",
                "/health/ready",
                "/health/started",
                "/health/deep",
                "/health/deep?exclude=redis&exclude=x",
                "/health/deep/database",
                "/health/deep/redis"
            })
    void hasOneSchemaAndTheSameStatusAsPlainJson(String path) {
        try (var checkout = Checkout.of(EXHAUSTED, ScriptedProbe.OK).after(Duration.ofMillis(10));
                var fresh = Checkout.of(EXHAUSTED, ScriptedProbe.OK)) {
            for (Checkout each : new Checkout[] {checkout, fresh}) {
                OpsResponse answer = ask(each, path);

                Schemas.IETF.assertAccepts(text(answer));
                assertThat(answer.status())
                        .isEqualTo(OpsRouter.builder(each.health)
                                .build()
                                .handle(Ask.get(path))
                                .status());
                assertThat(text(answer)).doesNotContain("db-7.internal");
            }
        }
    }

    @Test
    void showsDetailsToThoseWhoMaySeeThem() {
        try (var checkout = Checkout.of(EXHAUSTED, ScriptedProbe.OK).after(Duration.ofMillis(10))) {
            String token = "readers-token-000001";
            OpsResponse answer = OpsRouter.builder(checkout.health)
                    .readers(Credential.bearerToken(token))
                    .build()
                    .handle(Ask.get("/health/deep")
                            .with("Accept", "application/health+json")
                            .withToken(token));

            assertThat(text(answer)).containsOnlyOnce("\"details\":{\"server\":\"db-7.internal:5432\"}");
            Schemas.IETF.assertAccepts(text(answer));
        }
    }

    @Test
    void notesWhatIsLeftOut() {
        try (var checkout = Checkout.up()) {
            assertThat(text(ask(checkout, "/health/ready?exclude=redis&exclude=x")))
                    .contains("\"notes\":[\"excluded: redis\",\"exclude names a component that does not exist\"]");
        }
    }

    private static OpsResponse ask(Checkout checkout, String path) {
        return OpsRouter.builder(checkout.health)
                .build()
                .handle(Ask.get(path).with("Accept", "application/health+json"));
    }

    private static String text(OpsResponse response) {
        return new String(response.body(), UTF_8);
    }
}
