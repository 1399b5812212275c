package io.plimsoll.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.http.contract.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A monitor and a downstream that turns into a black hole. */
@Timeout(120)
class HttpOutageTest {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofMillis(600);
    private static final Duration VERDICT =
            Duration.ofMillis(1_100).plus(TIMEOUT).plusMillis(500);
    private static final Duration HEALED = INTERVAL.plusSeconds(5);

    @Test
    void isDegradedInTimeByEachBlackHoleAndHealsByItself() throws Exception {
        record Hole(String name, RawServer.Manner manner, Code code) {}
        for (Hole hole : List.of(
                new Hole("silent", RawServer.SILENT, Code.TIMEOUT),
                new Hole("drips its head", RawServer.DRIPS_HEAD, Code.TIMEOUT),
                new Hole("drips its body", RawServer.DRIPS_BODY, Code.TIMEOUT),
                new Hole("hangs up", (in, out) -> {}, Code.REFUSED))) {
            try (var server = new RawServer(RawServer.HEALTHY_ONCE);
                    var health = HealthMonitor.builder("checkout-service", "v1")
                            .optional(
                                    "inventory_service",
                                    HttpProbe.get(server.url("/health/shallow")),
                                    ProbeSettings.every(INTERVAL).timeout(TIMEOUT))
                            .start()) {
                await(health, Status.UP, Duration.ofSeconds(10));

                server.behave(hole.manner());
                Duration degraded = await(health, Status.DEGRADED, VERDICT);
                var component =
                        Objects.requireNonNull(health.report().components().get("inventory_service"));
                assertThat(component.code()).isEqualTo(hole.code());
                server.behave(RawServer.HEALTHY_ONCE);
                Duration up = await(health, Status.UP, HEALED);

                System.out.printf(
                        "%s: %s \"%s\" after %d ms (limit %d), healed after %d ms (limit %d)%n",
                        hole.name(),
                        component.code(),
                        component.error(),
                        degraded.toMillis(),
                        VERDICT.toMillis(),
                        up.toMillis(),
                        HEALED.toMillis());
            }
        }
    }

    private static Duration await(HealthMonitor health, Status status, Duration limit) throws Exception {
        return Eventually.until("it is " + status, limit, () -> health.status("inventory_service") == status);
    }
}
