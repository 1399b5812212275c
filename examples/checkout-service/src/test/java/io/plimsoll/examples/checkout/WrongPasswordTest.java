package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongPasswordTest {

    private static final Duration A_WHILE = Duration.ofSeconds(7);

    @Test
    void neverBecomesReadyWithAWrongPassword() throws Exception {
        try (var service = Running.startWith("wrong");
                var clients = HealthClients.start(
                        2,
                        service.parts().opsUri(),
                        Duration.ofMillis(50),
                        "/health/ready",
                        "/health/started",
                        "/health/deep",
                        "/health/shallow")) {
            Eventually.within(
                    Duration.ofSeconds(5),
                    "the database refuses the password",
                    () -> service.ops().get("/health/deep/database").body().contains("\"AUTH\""));
            Eventually.letPass(A_WHILE);

            assertThat(clients.samples())
                    .allSatisfy(sample -> assertThat(sample.status())
                            .as(sample.path())
                            .isEqualTo(sample.path().equals("/health/shallow") ? 200 : 503));
            System.out.println("wrong password: " + clients.samples().count() + " answers in "
                    + A_WHILE.toSeconds() + " s, ready and started 503 in all of them; "
                    + service.ops().get("/health/ready").body());
            service.business().put("/carts/c-1", Running.CART);
            assertThat(service.checkout().status()).isEqualTo(503);

            assertThat(service.ops().get("/health/deep/database").body()).doesNotContain("authentication failed");
            assertThat(service.ops()
                            .withToken(Running.OPS_TOKEN)
                            .get("/health/deep/database")
                            .body())
                    .contains("password authentication failed");
        }
    }

    @Test
    void staysReadyWhenWhatAllInstancesShareFailsLater() throws Exception {
        try (var service = Running.start();
                var clients = HealthClients.start(
                        2, service.parts().opsUri(), Duration.ofMillis(50), "/health/ready", "/health/started")) {
            service.business().post("/chaos/database/kill", "");
            Eventually.within(
                    Duration.ofSeconds(5),
                    "deep health is down",
                    () -> service.ops().get("/health/deep").status() == 503);
            Eventually.letPass(Duration.ofSeconds(3));

            assertThat(service.ops().get("/health/deep").status()).isEqualTo(503);
            assertThat(clients.samples()).isNotEmpty().allMatch(sample -> sample.status() == 200);
            System.out.println("shared failure: " + clients.samples().count()
                    + " answers, ready and started 200 in all of them; "
                    + service.ops().get("/health/deep/database").body());
        }
    }
}
