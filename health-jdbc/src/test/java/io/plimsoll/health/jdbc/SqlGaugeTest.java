package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqlGaugeTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String PENDING = "SELECT count(*) FROM orders WHERE status = 'pending'";

    private static PostgresServer postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.startWithOrders(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void isDegradedWhileOrdersAreStuckAndUpOnceTheyAreNot() throws Exception {
        try (var pool = postgres.pool(1);
                var contract = ProbeContract.of(
                        SqlGauge.of(pool, "stuck_orders", PENDING, gauge -> gauge.degradedAbove(100)), TIMEOUT)) {
            contract.healthy();
            postgres.execute("INSERT INTO orders (status) SELECT 'pending' FROM generate_series(1, 200)");

            Finding stuck = contract.attempt();
            assertThat(stuck.status()).isEqualTo(Status.DEGRADED);
            assertThat(stuck.code()).isEqualTo(Code.BACKLOG);
            assertThat(stuck.error()).isEqualTo("stuck_orders is above 100");
            assertThat(stuck.readings()).containsEntry("stuck_orders", new Count(200));
            assertThat(stuck.latency()).isPositive();

            postgres.execute("UPDATE orders SET status = 'replayed'");
            assertThat(contract.healthy().readings()).containsEntry("stuck_orders", new Count(0));
            assertThat(gauges()).as("connections for three checks").isEqualTo(1);
        }
        LockIncident.await(() -> gauges() == 0);
    }

    @Test
    void worksWhileThePoolIsExhaustedAndNeverAsksIt() throws Exception {
        var config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(1);
        try (var pool = new PoolForbiddenToProbes(config);
                Connection taken = pool.getConnection();
                var contract = ProbeContract.of(
                        SqlGauge.of(pool, "stuck_orders", PENDING, gauge -> gauge.degradedAbove(100)), TIMEOUT)) {
            assertThat(taken.isClosed()).isFalse();
            contract.healthy();
            assertThat(pool.wasAskedByProbe()).isFalse();
        }
    }

    @Test
    void leavesNoStatementRunningAtTheServerWhenItTakesTooLong() throws Exception {
        try (var contract = contract("SELECT pg_sleep(60) IS NULL", Duration.ofMillis(600))) {
            contract.attempt();
            Finding late = contract.attempt();

            assertThat(late.code()).isEqualTo(Code.TIMEOUT);
            assertThat(late.status()).isEqualTo(Status.DOWN);
            LockIncident.await(() -> postgres.query(
                            "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'")
                    .isEmpty());
        }
        try (var contract = contract("SELECT pg_sleep(60) IS NULL", Duration.ofSeconds(1))) {
            contract.attempt();
            long session = session();

            Finding late = contract.silent();

            assertThat(late.error()).isEqualTo("Query did not end in time");
            assertThat(late.details()).containsEntry("sql_state", "57014");
            assertThat(session()).as("the session, which is kept").isEqualTo(session);
        }
    }

    @Test
    void doesNotWaitForALockForEver() throws Exception {
        try (var incident = LockIncident.idleInTransaction(postgres);
                var contract = contract(PENDING, Duration.ofSeconds(1))) {
            contract.silent();
            assertThat(incident.pid()).isPositive();
        }
    }

    @Test
    void cannotWrite() throws Exception {
        try (var contract = contract("INSERT INTO orders (status) VALUES ('x') RETURNING id", TIMEOUT)) {
            Finding refused = contract.refusing();

            assertThat(refused.code()).isEqualTo(Code.BAD_RESPONSE);
            assertThat(refused.error()).isEqualTo("Query failed");
            assertThat(refused.details()).containsEntry("sql_state", "25006");
            assertThat(postgres.query("SELECT 1 FROM orders WHERE status = 'x'"))
                    .isEmpty();
        }
    }

    @Test
    void isDownWhenNobodyKnowsTheNumber() throws Exception {
        assertDown("SELECT NULL::int", "Query gives no number");
        assertDown("SELECT 1 WHERE false", "Query gives no number");
        assertDown("SELECT 1e30::numeric", "Query gives a number that is too large");
        assertDown("SELECT count(*) FROM nowhere", "Query failed");
    }

    @Test
    void roundsAFractionDown() throws Exception {
        try (var contract = contract("SELECT extract(epoch FROM interval '12.9 s')", TIMEOUT)) {
            assertThat(contract.healthy().readings()).containsEntry("number", new Count(12));
        }
    }

    @Test
    void survivesThatItsSessionIsEnded() throws Exception {
        try (var contract = contract(PENDING, TIMEOUT)) {
            contract.healthy();
            postgres.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plimsoll-gauge'");
            contract.healthy();
        }
    }

    @Test
    void asksAnyDatabaseByWhatItsDriverOffers() throws Exception {
        try (var contract = ProbeContract.of(
                SqlGauge.of(
                        limit -> calledOther(postgres.connect()),
                        "number",
                        "SELECT 7",
                        gauge -> gauge.degradedAbove(100)),
                TIMEOUT)) {
            assertThat(contract.healthy().readings()).containsEntry("number", new Count(7));
        }
    }

    @Test
    void refusesRulesThatMakeNoSense() {
        assertThatThrownBy(() -> SqlGauge.of(limit -> postgres.connect(), "number", "SELECT 1", gauge -> gauge))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("gauge 'number': no rule is set, so it could never be anything but UP");
    }

    private static void assertDown(String query, String error) throws Exception {
        try (var contract = contract(query, TIMEOUT)) {
            Finding finding = contract.refusing();
            assertThat(finding.code()).isEqualTo(Code.BAD_RESPONSE);
            assertThat(finding.error()).isEqualTo(error);
        }
    }

    private static ProbeContract contract(String query, Duration timeout) {
        Connector connector = limit -> postgres.connect("postgres", "plimsoll-gauge");
        return ProbeContract.of(SqlGauge.of(connector, "number", query, gauge -> gauge.degradedAbove(100)), timeout);
    }

    private static int gauges() {
        return postgres.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'plimsoll-gauge'")
                .size();
    }

    private static long session() {
        return Long.parseLong(
                postgres.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'plimsoll-gauge'")
                        .get(0));
    }

    /** The same connection, to a server that says that it is another one. */
    private static Connection calledOther(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                SqlGaugeTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getMetaData")) {
                        return Proxy.newProxyInstance(
                                SqlGaugeTest.class.getClassLoader(),
                                new Class<?>[] {DatabaseMetaData.class},
                                (metaData, asked, none) -> "Other");
                    }
                    return method.invoke(real, arguments);
                });
    }
}
