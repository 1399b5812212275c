package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.checkout.servers.RedisServer;
import io.plimsoll.examples.drill.Eventually;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two instances, and a Redis for their buttons that is not the one of the carts. */
class FleetTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void pressesEverywhereAndGoesOnWithoutItsRedis() throws Exception {
        try (var servers = SharedServers.start();
                var redis = RedisServer.start();
                var one = Running.startOn(servers, redis.uri());
                var other = Running.startOn(servers, redis.uri())) {
            assertThat(one.press("recommendations").status()).isEqualTo(201);
            Eventually.within(PATIENCE, "the other one obeys", () -> isPressed(other, "recommendations"));
            assertThat(store(other)).contains("\"UP\"");

            redis.freeze();
            Eventually.within(PATIENCE, "it is told", () -> store(other).contains("DEGRADED"));
            assertThat(other.press("shed-traffic").status()).isEqualTo(201);
            assertThat(isPressed(other, "shed-traffic")).isTrue();
            assertThat(isPressed(other, "recommendations")).as("nothing flips").isTrue();
            assertThat(one.checkout().status()).isEqualTo(201);

            redis.heal();
            Eventually.within(PATIENCE, "they agree", () -> isPressed(one, "shed-traffic"));
        }
    }

    private static boolean isPressed(Running service, String button) {
        return service.parts().panic().button(button).isPressed();
    }

    private static String store(Running service) {
        return service.ops().get("/health/deep/panic_store").body();
    }
}
