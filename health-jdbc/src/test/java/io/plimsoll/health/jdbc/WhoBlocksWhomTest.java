package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole incident, in real time, as whoever is on call sees it. */
@Timeout(120)
class WhoBlocksWhomTest {

    private static final int POOL = 10;

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
    void namesTheOneIdleHolderAndTheRemedyWhereACancelFreesNobody() throws Exception {
        try (var pool = pool();
                var watched = watched(pool);
                var incident = LockIncident.idleInTransaction(postgres)) {
            ComponentHealth database = incident(watched, pool, incident);

            assertThat(database.error())
                    .matches("Connection pool exhausted; database answers in (under )?\\d+ ms; pid " + incident.pid()
                            + " idle in transaction for \\d+ s blocks 10");
            List<String> selfJoin = postgres.query(LockIncident.COMMON_SELF_JOIN);
            assertThat(selfJoin).as("what the common query calls blockers").hasSize(11);
            print(database, selfJoin.size());

            assertThat(postgres.query("SELECT pg_cancel_backend(" + incident.pid() + ")"))
                    .containsExactly("t");
            incident.awaitWaiting(POOL);

            String remedy = requireNonNull(database.finding().details().get("remedy"));
            assertThat(remedy).startsWith("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ");
            assertThat(postgres.query(remedy)).containsExactly("t");
            incident.awaitWorkers();
            watched.awaitUp();
            assertThat(watched.database().finding().readings()).doesNotContainKey("blockers");
        }
    }

    @Test
    void namesTheOneActiveHolderWhoseCancelFreesAll() throws Exception {
        try (var pool = pool();
                var watched = watched(pool);
                var incident = LockIncident.active(postgres)) {
            ComponentHealth database = incident(watched, pool, incident);

            assertThat(database.error()).contains("pid " + incident.pid() + " active for ", " s blocks 10");
            String remedy = requireNonNull(database.finding().details().get("remedy"));
            assertThat(remedy).startsWith("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = ");
            assertThat(postgres.query(remedy)).containsExactly("t");
            incident.awaitWorkers();
            watched.awaitUp();
        }
    }

    @Test
    void asksNothingMoreThanTheSentinelWhileAllIsWellUnderTwoHundredCheckoutsASecond() {
        var pace = Executors.newCachedThreadPool();
        var checkouts = new AtomicInteger();
        int roundsBefore = postgres.statements(PostgresDiagnosis.APPLICATION).size();
        try (var pool = pool();
                var watched = watched(pool)) {
            watched.awaitUp();
            for (int each = 0; each < 4; each++) {
                pace.execute(() -> checkOutEvery20Millis(pool, checkouts));
            }
            long executions = watched.database().executions();
            int before = postgres.statements(PostgresServer.SENTINEL).size();
            int checkoutsBefore = checkouts.get();
            Duration took = watched.await(() -> watched.database().executions() >= executions + 3);
            int duringThese = checkouts.get() - checkoutsBefore;
            watched.await(() -> postgres.statements(PostgresServer.SENTINEL).size() >= before + 3);

            int sent = postgres.statements(PostgresServer.SENTINEL).size() - before;
            long checks = watched.database().executions() - executions;
            assertThat((long) sent)
                    .as("for %d checks, and perhaps one under way", checks)
                    .isBetween(3L, checks + 1);
            assertThat(postgres.statements(PostgresDiagnosis.APPLICATION)).hasSize(roundsBefore);
            Watched.print(
                    "healthy: %d checkouts a second, %d statements of the sentinel for %d checks, none of a diagnosis",
                    duringThese * 1_000L / took.toMillis(), sent, checks);
        } finally {
            pace.shutdownNow();
        }
    }

    private static ComponentHealth incident(Watched watched, HikariDataSource pool, LockIncident incident) {
        watched.awaitUp();
        incident.workers(POOL, pool::getConnection, LockIncident.ORDER);
        incident.awaitWaiting(POOL);
        incident.workers(5, pool::getConnection, "SELECT 1");

        int roundsBefore = rounds();
        Duration took =
                watched.await(() -> watched.database().finding().readings().containsKey("blockers"));

        ComponentHealth database = watched.database();
        assertThat(took)
                .as("two intervals, and time for a loaded machine")
                .isLessThan(Watched.INTERVAL.multipliedBy(2).plusMillis(700));
        assertThat(database.status()).isEqualTo(Status.DOWN);
        assertThat(database.code()).isEqualTo(Code.POOL_EXHAUSTED);
        assertThat(database.finding().scope()).isEqualTo(Scope.SHARED);
        assertThat(database.finding().readings())
                .containsEntry("blockers", new Count(1))
                .containsEntry("blocker_pid", new Count(incident.pid()))
                .containsEntry("blocked_sessions", new Count(10))
                .containsEntry("waiting_requests", new Count(5))
                .containsKey("longest_wait_ms")
                .containsKey("blocker_transaction_ms");
        assertThat(((Count) database.finding().readings().get("longest_wait_ms")).value())
                .isBetween(500L, 10_000L);
        assertThat(rounds() - roundsBefore).as("rounds so far").isEqualTo(1);
        Watched.print("blocker named %d ms after the callers began to wait", took.toMillis());
        return database;
    }

    /** As the server saw them: each begins with the question for waiters. */
    private static int rounds() {
        return (int) postgres.statements(PostgresDiagnosis.APPLICATION).stream()
                .filter(line -> line.contains("WITH waiting"))
                .count();
    }

    private static void print(ComponentHealth database, int selfJoin) {
        var lines = new ArrayList<String>();
        lines.add("--- transcript: who blocks whom");
        lines.add(database.name() + " is " + database.status() + " " + database.code() + ": " + database.error());
        database.finding().readings().forEach((name, value) -> lines.add("  " + name + ": " + value.show()));
        database.finding().details().forEach((name, value) -> lines.add("  " + name + ": " + value));
        lines.add("the common self-join of pg_locks names " + selfJoin + " pids");
        lines.add("---");
        Watched.print("%s", String.join("\n", lines));
    }

    private static HikariDataSource pool() {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(POOL);
        return new PoolForbiddenToProbes(config);
    }

    private static Watched watched(HikariDataSource pool) {
        return Watched.by(DatabaseProbe.builder(pool)
                .diagnosedBy(PostgresDiagnosis.ofDefaults())
                .build());
    }

    private static void checkOutEvery20Millis(HikariDataSource pool, AtomicInteger checkouts) {
        while (!Thread.currentThread().isInterrupted()) {
            checkOut(pool, checkouts);
            LockSupport.parkNanos(18_000_000);
        }
    }

    private static void checkOut(HikariDataSource pool, AtomicInteger checkouts) {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            checkouts.incrementAndGet();
        } catch (SQLException closed) {
            // The test is over.
        }
    }
}
