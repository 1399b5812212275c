package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.health.GuardProbe;
import io.plimsoll.resilience.http.GuardedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An inventory whose health answers while its items time out: the entry that users know, from a real timeout. */
class GuardedInventoryTest {

    private static final String PATH = "/inventory/items/sku-9921";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Guard guard = Guard.of("inventory_service", Preset.read());
    private HttpServer inventory;
    private HealthMonitor health;
    private JdkOpsServer ops;

    @BeforeEach
    void start() throws IOException {
        inventory = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        inventory.createContext("/health/shallow", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        inventory.createContext(PATH, exchange -> {});
        inventory.start();
        health = HealthMonitor.builder("checkout-service", "v3.4.12")
                .optional("inventory_service", GuardProbe.of(guard).beside(HttpProbe.get(uri("/health/shallow"))))
                .start();
        ops = JdkOpsServer.start(OpsRouter.builder(health).build(), InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() {
        ops.close();
        health.close();
        guard.close();
        inventory.stop(0);
    }

    @Test
    void isDegradedWithTheLastErrorAndItsLatency() throws Exception {
        Eventually.within(
                Duration.ofSeconds(10), "it is up", () -> health.report().status() == Status.UP);

        HttpRequest request = HttpRequest.newBuilder(uri(PATH)).build();
        assertThatThrownBy(() -> guard.call(attempt ->
                        GuardedRequest.of(request).send(client, BodyHandlers.ofString(), attempt.doing("GET " + PATH))))
                .isInstanceOf(HttpTimeoutException.class);
        Eventually.within(
                Duration.ofSeconds(10), "it is degraded", () -> health.report().status() == Status.DEGRADED);

        JsonNode shown = new Http(URI.create("http://localhost:" + ops.port()))
                .get("/health/deep")
                .json()
                .at("/components/inventory_service");
        System.out.println("inventory, its items silent: " + shown);
        JsonNode contract;
        try (var json = GuardedInventoryTest.class.getResourceAsStream("/contract/deep-down.json")) {
            contract = new ObjectMapper().readTree(json).at("/components/inventory_service");
        }
        assertThat(shown.path("status")).isEqualTo(contract.path("status"));
        assertThat(shown.path("error")).isEqualTo(contract.path("error"));
        assertThat(shown.path("latency_ms").asDouble()).isBetween(1_990.0, 10_000.0);
        assertThat(shown.path("code").asText()).isEqualTo("TIMEOUT");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + inventory.getAddress().getPort() + path);
    }
}
