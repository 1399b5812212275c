package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fault, code, text and scope: on a real server, in a time that is moved by hand. Each prints its line of the table. */
@Timeout(120)
class DatabaseFaultsTest {

    private static final Duration INTERVAL = Duration.ofMillis(2_200);
    private static final String POOL = "Connection pool exhausted; database answers in (under )?\\d+ ms; ";

    private static PostgresServer postgres;

    private final ManualTime time = new ManualTime();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.startWithOrders(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void endCallers() {
        callers.shutdownNow();
    }

    @Test
    void leakedConnectionsAreOurOwnMatterAfterFifteenSecondsAndCostARoundInTen() throws Exception {
        var leaked = new ArrayList<Connection>();
        try (HikariDataSource pool = pool("postgres", 3);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);
            for (int lease = 0; lease < 3; lease++) {
                leaked.add(pool.getConnection());
            }
            callersWait(pool, 2);
            int before = rounds();

            time.advance(Duration.ofSeconds(13));
            assertFault("leak", monitor, Code.POOL_EXHAUSTED, POOL + "nobody blocks", Scope.SHARED);
            time.advance(Duration.ofSeconds(6));
            assertFault("leak after 15 s", monitor, Code.POOL_EXHAUSTED, POOL + "nobody blocks", Scope.LOCAL);
            time.advance(Duration.ofSeconds(8));

            assertThat(rounds() - before).as("rounds in 27 s").isEqualTo(3);
        } finally {
            for (Connection each : leaked) {
                each.close();
            }
        }
    }

    @Test
    void aBlockerIsEverybodysMatterHoweverLongItLasts() throws Exception {
        try (HikariDataSource pool = pool("postgres", 2);
                HealthMonitor monitor = monitor(pool);
                var incident = LockIncident.idleInTransaction(postgres)) {
            time.advance(INTERVAL);
            incident.workers(2, pool::getConnection, LockIncident.ORDER);
            incident.awaitWaiting(2);
            callersWait(pool, 1);

            time.advance(Duration.ofSeconds(25));
            String blocks = "pid " + incident.pid() + " idle in transaction for \\d+ s blocks 2";
            assertFault("table lock", monitor, Code.POOL_EXHAUSTED, POOL + blocks, Scope.SHARED);
            assertThat(finding(monitor).details()).containsKeys("remedy", "blocker", "blocked");

            postgres.query(requireNonNull(finding(monitor).details().get("remedy")));
            incident.awaitWorkers();
            time.advance(INTERVAL);
            assertThat(database(monitor).status()).isEqualTo(Status.UP);
            assertThat(finding(monitor).details()).doesNotContainKeys("remedy", "blocker", "diagnosis");
        }
    }

    @Test
    void aSaturatedPoolIsDiagnosedAsWell() throws Exception {
        try (HikariDataSource pool = pool("postgres", 1);
                HealthMonitor monitor = monitor(pool);
                Connection busy = pool.getConnection()) {
            assertThat(busy.isClosed()).isFalse();
            time.advance(Duration.ofSeconds(9));

            assertFault(
                    "all connections in use",
                    monitor,
                    Code.POOL_SATURATED,
                    "95 % or more of the pool's connections are in use; database answers in (under )?\\d+ ms; nobody"
                            + " blocks",
                    Scope.SHARED);
        }
    }

    @Test
    void aPoolThatMayNotGrowSuffersFromTheConnectionLimit() throws Exception {
        postgres.execute("CREATE ROLE tight LOGIN PASSWORD 'tight' CONNECTION LIMIT 3");
        HikariConfig config = postgres.config("tight", "tight");
        config.setMaximumPoolSize(5);
        config.setMinimumIdle(0);
        try (var pool = new HikariDataSource(config);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection()) {
                assertThat(List.of(first, second)).doesNotHaveDuplicates();
                callersWait(pool, 2);
                time.advance(Duration.ofSeconds(6));

                assertFault(
                        "connection limit",
                        monitor,
                        Code.CONNECTION_LIMIT,
                        POOL + "it accepts no more connections",
                        Scope.SHARED);
                assertThat(finding(monitor).readings()).containsEntry("waiting_requests", new Count(2));
            }
        }
    }

    @Test
    void aSentinelThatIsRefusedSuffersFromTheConnectionLimit() throws Exception {
        postgres.execute("CREATE ROLE taken LOGIN PASSWORD 'taken' CONNECTION LIMIT 1");
        try (HikariDataSource pool = pool("taken", 1);
                Connection only = pool.getConnection();
                HealthMonitor monitor = monitor(pool)) {
            assertThat(only.isClosed()).isFalse();
            time.advance(INTERVAL);

            assertFault(
                    "connection limit, sentinel refused",
                    monitor,
                    Code.CONNECTION_LIMIT,
                    "Database accepts no more connections",
                    Scope.SHARED);
            assertThat(finding(monitor).details()).containsEntry("sql_state", "53300");
        }
    }

    @Test
    void aDatabaseThatIsSetToReadOnlyIsDownForWhoeverWrites() {
        postgres.execute("CREATE ROLE writer LOGIN PASSWORD 'writer'");
        try (HikariDataSource pool = pool("writer", 1);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);
            assertThat(database(monitor).status()).isEqualTo(Status.UP);

            postgres.execute("ALTER ROLE writer SET default_transaction_read_only = on");
            postgres.endSentinels();
            time.advance(INTERVAL);
            assertFault(
                    "read-only",
                    monitor,
                    Code.READ_ONLY,
                    "Database is set to read-only: it can be read and not written.*",
                    Scope.SHARED);

            postgres.execute("ALTER ROLE writer RESET default_transaction_read_only");
            postgres.endSentinels();
            time.advance(INTERVAL);
            assertThat(database(monitor).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void aWrongPasswordIsNoOutage() {
        postgres.execute("CREATE ROLE guest LOGIN PASSWORD 'right'");
        try (HikariDataSource pool = pool("guest", 1);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);

            assertFault(
                    "wrong password", monitor, Code.AUTH, "Database rejects our credentials or rights", Scope.SHARED);
            assertThat(finding(monitor).details().get("diagnosis"))
                    .startsWith("failed: Database rejects our credentials");
        }
    }

    @Test
    void aRotatedPasswordHealsWithTheConfiguration() {
        postgres.execute("CREATE ROLE rotating LOGIN PASSWORD 'rotating'");
        try (HikariDataSource pool = pool("rotating", 1);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);
            postgres.execute("ALTER ROLE rotating PASSWORD 'new'");
            postgres.endSentinels();
            time.advance(INTERVAL);
            assertFault(
                    "rotated password", monitor, Code.AUTH, "Database rejects our credentials or rights", Scope.SHARED);

            pool.setPassword("new");
            time.advance(Duration.ofSeconds(5).plus(INTERVAL));
            assertThat(database(monitor).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void aNameThatDoesNotResolveIsNoOutageOfTheServer() {
        HikariConfig config = postgres.config("postgres", "postgres");
        // No resolver is asked for a label of more than 63 characters.
        config.setJdbcUrl("jdbc:postgresql://" + "x".repeat(64) + ".invalid:5432/postgres");
        try (var pool = new HikariDataSource(config);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);

            assertFault(
                    "name does not resolve",
                    monitor,
                    Code.DNS,
                    "Host name of the database does not resolve",
                    Scope.SHARED);
        }
    }

    @Test
    void aServerRestartIsRefusedAndHeals() throws Exception {
        try (HikariDataSource pool = pool("postgres", 1);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(INTERVAL);
            postgres.kill();
            time.advance(INTERVAL);
            assertFault(
                    "server restart", monitor, Code.REFUSED, "Database (refuses connections|cut the.*)", Scope.SHARED);

            postgres.restart();
            time.advance(Duration.ofSeconds(5).plus(INTERVAL));
            assertThat(database(monitor).status()).isEqualTo(Status.UP);
        }
    }

    private static void assertFault(String fault, HealthMonitor monitor, Code code, String error, Scope scope) {
        ComponentHealth database = database(monitor);
        Watched.print(
                "| %s | %s | %s | %s |",
                fault, database.code(), database.error(), database.finding().scope());
        assertThat(database.code()).isEqualTo(code);
        assertThat(database.error()).matches(error);
        assertThat(database.finding().scope()).isEqualTo(scope);
    }

    private static int rounds() {
        return (int) postgres.statements(PostgresDiagnosis.APPLICATION).stream()
                .filter(line -> line.contains("WITH waiting"))
                .count();
    }

    private void callersWait(HikariDataSource pool, int count) {
        for (int caller = 0; caller < count; caller++) {
            callers.execute(() -> {
                try (Connection connection = pool.getConnection()) {
                    connection.isValid(1);
                } catch (SQLException theTestIsOver) {
                    // Then nobody waits for it.
                }
            });
        }
        LockIncident.await(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == count);
    }

    private HealthMonitor monitor(HikariDataSource pool) {
        return HealthMonitor.builder("service", "1")
                .required(
                        "database",
                        DatabaseProbe.builder(pool)
                                .diagnosedBy(PostgresServer.PATIENT)
                                .build())
                .timing(time.timing())
                .start();
    }

    private static HikariDataSource pool(String user, int size) {
        HikariConfig config = postgres.config(user, user);
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    private static Finding finding(HealthMonitor monitor) {
        return database(monitor).finding();
    }

    private static ComponentHealth database(HealthMonitor monitor) {
        return requireNonNull(monitor.report().components().get("database"));
    }
}
