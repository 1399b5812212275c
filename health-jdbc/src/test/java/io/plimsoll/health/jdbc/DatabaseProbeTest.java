package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(120)
class DatabaseProbeTest {

    private static PostgresServer postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void findsAHealthyDatabaseUpWithAllItsNumbers() {
        try (var pool = postgres.pool(5);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            watched.await(() -> watched.reading("total_connections").equals(new Count(5)));

            var database = watched.database();

            assertThat(database.finding().readings())
                    .containsEntry("active_connections", new Count(0))
                    .containsEntry("idle_connections", new Count(5))
                    .containsEntry("max_connections", new Count(5))
                    .containsEntry("waiting_requests", new Count(0))
                    .containsEntry("reachable", new Flag(true));
            assertThat(database.finding().details()).containsEntry("target", postgres.url());
            assertThat(database.latency()).isEqualTo(database.finding().latency());
            Watched.print("healthy: round trip %.2f ms", watched.latencyMillis());
        }
    }

    @Test
    void keepsTheRulesOfProbes() throws Exception {
        try (var pool = postgres.pool(2);
                var contract = ProbeContract.of(DatabaseProbe.of(pool), Duration.ofSeconds(2))) {
            contract.healthy();
            contract.healthy();
        }
    }

    @Test
    void holdsOneConnectionOfItsOwnIdleAndOutsideATransactionAndEndsItOnClose() {
        try (var pool = postgres.pool(2)) {
            try (var watched = Watched.by(DatabaseProbe.of(pool))) {
                watched.awaitUp();
                watched.awaitResults(2);

                assertThat(postgres.query(
                                "select state || ' ' || (xact_start is null) from pg_stat_activity where application_name = '"
                                        + PostgresServer.SENTINEL + "'"))
                        .containsExactly("idle true");
            }
            awaitNoSentinel();
        }
    }

    @Test
    void sendsOneStatementACheck() {
        try (var pool = postgres.pool(2);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            watched.awaitResults(1);
            long executions = watched.database().executions();
            int before = postgres.statements(PostgresServer.SENTINEL).size();
            watched.await(() -> watched.database().executions() >= executions + 5);
            watched.await(() -> postgres.statements(PostgresServer.SENTINEL).size() >= before + 5);

            List<String> statements = postgres.statements(PostgresServer.SENTINEL);

            int sent = statements.size() - before;
            long checks = watched.database().executions() - executions;
            assertThat((long) sent)
                    .as("for %d checks, and perhaps one under way", checks)
                    .isBetween(5L, checks + 1);
            assertThat(statements.get(before)).endsWith("statement: ");
            Watched.print("statements at the server: %d for %d checks", sent, checks);
        }
    }

    @Test
    void tellsAnExhaustedPoolFromADeadDatabaseWithoutAskingForAConnection() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        var leased = new ArrayList<Connection>();
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(3);
        try (var pool = new PoolForbiddenToProbes(config);
                var watched = Watched.by(DatabaseProbe.of(new WrappedDataSource(pool)))) {
            watched.awaitUp();
            for (int lease = 0; lease < 3; lease++) {
                leased.add(pool.getConnection());
            }
            for (int caller = 0; caller < 4; caller++) {
                callers.execute(() -> useOnce(pool));
            }

            Duration took = watched.await(Code.POOL_EXHAUSTED);

            var database = watched.database();
            Watched.print(
                    "pool exhausted: verdict after %d ms, reachable in %.2f ms",
                    took.toMillis(), watched.latencyMillis());
            assertThat(took).isLessThan(Watched.INTERVAL.multipliedBy(2).plusMillis(700));
            assertThat(database.status()).isEqualTo(Status.DOWN);
            assertThat(database.error()).isEqualTo("Connection pool exhausted");
            assertThat(database.finding().scope()).isEqualTo(Scope.SHARED);
            assertThat(database.finding().readings())
                    .containsEntry("active_connections", new Count(3))
                    .containsEntry("waiting_requests", new Count(4))
                    .containsEntry("reachable", new Flag(true));

            for (Connection connection : leased) {
                connection.close();
            }
            Duration healed = watched.awaitUp();
            assertThat(healed).isLessThan(Watched.INTERVAL.multipliedBy(2));
            assertThat(pool.wasAskedByProbe()).isFalse();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void callsAPoolThatStaysExhaustedWhileTheDatabaseAnswersALocalMatter() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (var pool = postgres.pool(1);
                var watched = Watched.by(DatabaseProbe.of(pool));
                var leased = pool.getConnection()) {
            assertThat(leased.isClosed()).isFalse();
            callers.execute(() -> useOnce(pool));

            Duration took = watched.await(() -> watched.database().finding().scope() == Scope.LOCAL);

            assertThat(watched.database().code()).isEqualTo(Code.POOL_EXHAUSTED);
            assertThat(took).isBetween(Duration.ofSeconds(14), Duration.ofSeconds(20));
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void doesNotReportABusyPool() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        var stop = new AtomicBoolean();
        var calls = new AtomicInteger();
        try (var pool = postgres.pool(10);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            var running = new ArrayList<Future<?>>();
            // Three quarters of what the pool can do, so that callers wait now and then, and on a slow machine not
            // always.
            for (int caller = 0; caller < 12; caller++) {
                running.add(callers.submit(() -> {
                    while (!stop.get()) {
                        query(pool, "select pg_sleep(0.02)");
                        calls.incrementAndGet();
                        LockSupport.parkNanos(12_000_000);
                    }
                }));
            }
            int from = watched.results();
            watched.awaitResults(6);
            stop.set(true);
            for (Future<?> caller : running) {
                caller.get();
            }

            assertThat(watched.results(from))
                    .allSatisfy(result -> assertThat(result.finding().status()).isEqualTo(Status.UP));
            Watched.print("busy: %d calls of 20 ms in 6 intervals on 10 connections, always up", calls.get());
        } finally {
            stop.set(true);
            callers.shutdownNow();
        }
    }

    @Test
    void survivesThatItsSessionIsEnded() {
        try (var pool = postgres.pool(1);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            int from = watched.results();
            postgres.endSentinels();
            watched.awaitResults(3);

            assertThat(watched.results(from))
                    .allSatisfy(result -> assertThat(result.finding().status()).isEqualTo(Status.UP));
        }
    }

    @Test
    void reportsAWrongPasswordAndStaysUnready() {
        var user = role("wrong", "right");
        try (var pool = new HikariDataSource(postgres.config(user, "wrong"));
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.await(Code.AUTH);
            watched.awaitResults(3);

            assertThat(watched.results(0))
                    .allSatisfy(result -> assertThat(result.finding().code()).isEqualTo(Code.AUTH));
            assertThat(watched.monitor().ready().open()).isFalse();
            assertThat(watched.database().error()).isEqualTo("Database rejects our credentials or rights");
            assertThat(watched.database().finding().details()).containsEntry("sql_state", "28P01");
            assertThat(watched.database().finding().readings()).containsEntry("reachable", new Flag(false));
        }
    }

    @Test
    void healsWhenTheRotatedPasswordReachesTheConfiguration() {
        var user = role("rotating", "old");
        try (var pool = new HikariDataSource(postgres.config(user, "old"));
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            postgres.execute("alter role " + user + " password 'new'");
            postgres.endSentinels();
            watched.await(Code.AUTH);

            pool.setPassword("new");
            Duration healed = watched.awaitUp();

            Watched.print("password rotated: healed after %d ms", healed.toMillis());
            assertThat(healed).isLessThan(Duration.ofSeconds(5).plus(Watched.INTERVAL));
        }
    }

    @Test
    void reportsThatTheServerAcceptsNoMoreConnections() throws Exception {
        var user = role("limited", "secret");
        postgres.execute("alter role " + user + " connection limit 1");
        HikariConfig config = postgres.config(user, "secret");
        config.setMaximumPoolSize(1);
        try (var pool = new HikariDataSource(config);
                var taken = pool.getConnection();
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            assertThat(taken.isClosed()).isFalse();
            watched.await(Code.CONNECTION_LIMIT);

            assertThat(watched.database().error()).isEqualTo("Database accepts no more connections");
            assertThat(watched.database().finding().details()).containsEntry("sql_state", "53300");

            postgres.execute("alter role " + user + " connection limit 2");
            Duration healed = watched.awaitUp();
            assertThat(healed).isLessThan(Duration.ofSeconds(5).plus(Watched.INTERVAL));
        }
    }

    @Test
    void worksBeforeThePoolHasStarted() throws Exception {
        try (var pool = new HikariDataSource();
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            pool.setJdbcUrl(postgres.url());
            pool.setUsername("postgres");
            pool.setPassword("postgres");
            watched.awaitUp();

            assertThat(pool.getHikariPoolMXBean())
                    .as("the pool, which nobody has started")
                    .isNull();
            assertThat(watched.database().finding().readings())
                    .containsEntry("total_connections", new Count(0))
                    .containsEntry("max_connections", new Count(10))
                    .containsEntry("reachable", new Flag(true));

            pool.getConnection().close();
            watched.await(() -> !watched.reading("total_connections").equals(new Count(0)));
        }
    }

    @Test
    void connectsByDataSourceClassAsThePoolDoes() {
        var config = new HikariConfig();
        config.setDataSourceClassName(PGSimpleDataSource.class.getName());
        config.addDataSourceProperty("url", postgres.url());
        config.addDataSourceProperty("ApplicationName", "checkout");
        config.setUsername("postgres");
        config.setPassword("postgres");
        try (var pool = new HikariDataSource(config);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();

            assertThat(postgres.sentinels()).isEqualTo(1);
            assertThat(postgres.query("select 1 from pg_stat_activity where application_name = 'checkout'"))
                    .isNotEmpty();
            assertThat(watched.database().finding().details())
                    .containsEntry("target", "org.postgresql.ds.PGSimpleDataSource");
        }
    }

    @Test
    void connectsByTheDataSourceThatThePoolWasGiven() {
        var source = new PGSimpleDataSource();
        source.setUrl(postgres.url());
        source.setUser("postgres");
        source.setPassword("postgres");
        source.setApplicationName("given");
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(1);
        try (var pool = new HikariDataSource(config);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();

            assertThat(postgres.query("select 1 from pg_stat_activity where application_name = 'given'"))
                    .as("one of the pool, one of the sentinel")
                    .hasSize(2);
        }
    }

    @Test
    void testsWithThePoolsTestQueryIfThereIsOne() {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setConnectionTestQuery("select 'are you there'");
        try (var pool = new HikariDataSource(config);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();

            // The server's log is written by another process.
            watched.await(() -> postgres.statements(PostgresServer.SENTINEL).stream()
                    .anyMatch(line -> line.contains("are you there")));
        }
    }

    @Test
    void opensNoConnectionWithoutSentinel() {
        try (var pool = postgres.pool(1);
                var watched =
                        Watched.by(DatabaseProbe.builder(pool).withoutSentinel().build())) {
            awaitNoSentinel();
            watched.awaitUp();
            watched.awaitResults(2);

            assertThat(postgres.sentinels()).isZero();
            assertThat(watched.database().finding().readings())
                    .containsKey("active_connections")
                    .doesNotContainKey("reachable");
        }
    }

    private static void awaitNoSentinel() {
        long begin = System.nanoTime();
        while (postgres.sentinels() > 0) {
            assertThat(System.nanoTime() - begin)
                    .as("a sentinel is left at the server")
                    .isLessThan(10_000_000_000L);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static String role(String name, String password) {
        postgres.execute("create role " + name + " login password '" + password + "'");
        return name;
    }

    private static void useOnce(HikariDataSource pool) {
        try (var connection = pool.getConnection()) {
            connection.isValid(1);
        } catch (SQLException closedMeanwhile) {
            // The test is over.
        }
    }

    private static void query(HikariDataSource pool, String sql) {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException broken) {
            throw new AssertionError(sql, broken);
        }
    }
}
