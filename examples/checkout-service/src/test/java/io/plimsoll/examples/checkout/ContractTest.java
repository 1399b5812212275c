package io.plimsoll.examples.checkout;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers that users rely on, field for field, from a real pool, a real Redis and a real downstream. */
class ContractTest {

    private static final int POOL_SIZE = 100;
    private static final int WAITING = 5;
    private static final Duration IN_TIME = Duration.ofSeconds(10);
    private static final Set<String> MEASURED = Set.of("latency_ms", "timestamp");

    private static Running service;

    private HikariDataSource pool;
    private HealthMonitor health;
    private JdkOpsServer ops;
    private final List<Connection> leased = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeAll
    static void startServers() throws Exception {
        service = Running.start();
    }

    @AfterAll
    static void stopServers() {
        service.close();
    }

    @BeforeEach
    void start() {
        CheckoutService.Parts parts = service.parts();
        pool = new HikariDataSource();
        pool.setJdbcUrl(parts.backends().postgres().jdbcUrl());
        pool.setUsername(parts.backends().postgres().user());
        pool.setPassword(parts.backends().postgres().password());
        pool.setMaximumPoolSize(POOL_SIZE);
        pool.setMinimumIdle(0);
        health = HealthMonitor.builder("checkout-service", "v3.4.12")
                .required("database", DatabaseProbe.of(pool))
                .required("redis", RedisProbe.of(parts.backends().redis().uri()))
                .optional(
                        "inventory_service",
                        HttpProbe.get(parts.backends().inventory().uri().resolve("/inventory/items/sku-9921")),
                        every(Duration.ofSeconds(3)).timeout(Duration.ofSeconds(2)))
                .start();
        ops = JdkOpsServer.start(OpsRouter.builder(health).build(), InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void stop() throws Exception {
        service.parts().backends().inventory().heal();
        over.countDown();
        for (Connection connection : leased) {
            connection.close();
        }
        ops.close();
        health.close();
        pool.close();
    }

    @Test
    void saysThatAllIsUpAsTheContractDoes() throws Exception {
        JsonNode contract = contract("deep-up.json");
        lease(contract.at("/components/database/active_connections").asInt());
        Eventually.within(
                IN_TIME,
                "everything is up, and the leases are counted",
                () -> health.report().status() == Status.UP
                        && deep().at("/components/database/active_connections")
                                .equals(contract.at("/components/database/active_connections")));

        var reply = new Http(URI.create("http://localhost:" + ops.port())).get("/health/deep");

        assertThat(reply.status()).isEqualTo(200);
        System.out.println("contract, up: " + reply.body());
        isTold(contract, reply.json(), "");
        assertThat(reply.json().at("/components/inventory_service/latency_ms").asDouble())
                .isLessThan(1_000);
    }

    @Test
    void saysWhatIsDownAsTheContractDoes() throws Exception {
        JsonNode contract = contract("deep-down.json");
        service.parts().backends().inventory().freeze();
        lease(POOL_SIZE);
        for (int i = 0; i < WAITING; i++) {
            var waiting = new Thread(this::waitForAConnection, "waiting-" + i);
            waiting.setDaemon(true);
            waiting.start();
        }
        Eventually.within(IN_TIME, "both troubles are told", () -> {
            JsonNode told = deep();
            return told.at("/components/database/code").asText().equals("POOL_EXHAUSTED")
                    && told.at("/components/database/waiting_requests").asInt() == WAITING
                    && told.at("/components/inventory_service/code").asText().equals("TIMEOUT");
        });

        var reply = new Http(URI.create("http://localhost:" + ops.port())).get("/health/deep");

        assertThat(reply.status()).isEqualTo(503);
        System.out.println("contract, down: " + reply.body());
        isTold(contract, reply.json(), "");
        assertThat(reply.json().at("/components/inventory_service/latency_ms").asDouble())
                .isBetween(1_990.0, 2_600.0);
        assertThat(reply.json().at("/components/database/reachable").asBoolean())
                .isTrue();
        assertThat(reply.json().at("/components/database/waiting_requests").asInt())
                .isEqualTo(WAITING);
    }

    /** Each field of the contract is there: the same value, or what was measured of the same type. */
    private static void isTold(JsonNode contract, JsonNode told, String at) {
        contract.properties().forEach(field -> {
            String name = at + "/" + field.getKey();
            JsonNode expected = field.getValue();
            JsonNode actual = told.path(field.getKey());
            if (expected.isObject()) {
                isTold(expected, actual, name);
            } else if (field.getKey().equals("timestamp")) {
                assertThat(Instant.parse(actual.asText()))
                        .as(name)
                        .isAfter(Instant.now().minusSeconds(60));
            } else if (MEASURED.contains(field.getKey())) {
                assertThat(actual.isNumber()).as(name).isTrue();
                assertThat(actual.asText()).as(name).matches("[0-9]+(\\.[0-9])?");
            } else {
                assertThat(actual).as(name).isEqualTo(expected);
            }
        });
    }

    private JsonNode deep() {
        return new Http(URI.create("http://localhost:" + ops.port()))
                .get("/health/deep")
                .json();
    }

    private void lease(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            leased.add(pool.getConnection());
        }
    }

    private void waitForAConnection() {
        try (Connection connection = pool.getConnection()) {
            over.await();
            connection.getSchema();
        } catch (SQLException | InterruptedException closed) {
            return;
        }
    }

    private static JsonNode contract(String name) throws IOException {
        try (var file = ContractTest.class.getResourceAsStream("/contract/" + name)) {
            return new ObjectMapper().readTree(file);
        }
    }
}
