package io.plimsoll.http.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.testing.ScriptedProbe;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {

    private final HealthMonitor health = HealthMonitor.builder("s", "v")
            .timing(new ManualTime().timing())
            .required("it", ScriptedProbe.of(ScriptedProbe.OK))
            .start();
    private final AtomicInteger scrapes = new AtomicInteger();

    @AfterEach
    void stop() {
        health.close();
    }

    @Test
    void handsOutWhatTheRegistryWritesAnewEachTime() {
        OpsRouter ops = withMetrics().build();

        OpsResponse first = ops.handle(Ask.get("/metrics"));
        OpsResponse second = ops.handle(Ask.get("/metrics"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers())
                .containsEntry("Content-Type", "text/plain;version=0.0.4;charset=utf-8")
                .containsEntry("Content-Length", "7")
                .containsEntry("Cache-Control", "no-store");
        assertThat(new String(first.body(), UTF_8)).isEqualTo("s_up 1\n");
        assertThat(new String(second.body(), UTF_8)).isEqualTo("s_up 2\n");
    }

    @Test
    void isNotThereUnlessAskedFor() {
        assertThat(OpsRouter.builder(health).build().handle(Ask.get("/metrics")).status())
                .isEqualTo(404);
        assertThat(withMetrics().build().handle(Ask.get("/metrics/")).status()).isEqualTo(404);
    }

    @Test
    void needsAccessToTheStatus() {
        OpsRouter ops = withMetrics().anyone(Access.NONE).build();

        assertThat(ops.handle(Ask.get("/metrics")).status()).isGreaterThanOrEqualTo(401);
        assertThat(scrapes).hasValue(0);
    }

    @Test
    void answers500WhereTheRegistryFails() {
        OpsRouter ops = OpsRouter.builder(health)
                .metrics(() -> {
                    throw new IllegalStateException("jdbc:secret");
                })
                .build();

        OpsResponse answer = ops.handle(Ask.get("/metrics"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(new String(answer.body(), UTF_8)).doesNotContain("secret");
    }

    private OpsRouter.Builder withMetrics() {
        return OpsRouter.builder(health).metrics(() -> "s_up " + scrapes.incrementAndGet() + "\n");
    }
}
