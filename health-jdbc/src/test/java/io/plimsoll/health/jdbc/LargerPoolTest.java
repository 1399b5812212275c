package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.jdbc.hikari.LargerPool;
import io.plimsoll.health.jdbc.postgres.PostgresPoolServer;
import io.plimsoll.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real server with room for 30 connections. */
@Timeout(120)
class LargerPoolTest {

    private static final int MOST_ATTEMPTS = 20;

    private static PostgresServer postgres;

    private final SystemTime time = SystemTime.start();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
        time.close();
    }

    @Test
    void servesWhoWaitsAndEndsWithThePoolAsItWas() throws Exception {
        try (HikariDataSource pool = pool("postgres", 2)) {
            List<Connection> held = take(pool, 2);
            var waiting = new ArrayList<Future<Connection>>();
            for (int caller = 0; caller < 3; caller++) {
                waiting.add(callers.submit(() -> takeOne(pool)));
            }
            LockIncident.await(() -> waitingCallers(pool) == 3);

            try (LargerPool.Opening opening = larger(pool).open(6)) {
                assertThat(opening.isInForce()).isTrue();
                assertThat(pool.getMaximumPoolSize()).isEqualTo(6);
                for (Future<Connection> each : waiting) {
                    held.add(each.get(20, TimeUnit.SECONDS));
                }
                held.addAll(take(pool, 1));
                assertThat(total(pool)).isEqualTo(6);
            }
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
            assertThat(total(pool)).as("nothing is taken from anyone").isEqualTo(6);

            giveBack(held);
            LockIncident.await(() -> total(pool) == 2);
            LockIncident.await(() -> sessionsOf("pool-of-postgres") == 2);
        }
    }

    @Test
    void refusesWhatTheServerHasNoRoomForAndChangesNothing() throws Exception {
        try (HikariDataSource pool = pool("postgres", 2)) {
            LockIncident.await(() -> total(pool) == 2);
            LargerPool larger = larger(pool);

            assertThatThrownBy(() -> larger.open(40))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "pool HikariPool-\\d+ stays at 2 connections instead of 40: it would need 38 more,"
                                    + " and the server has \\d+ left \\(\\d+ of max_connections 30 in use, 0 reserved\\), so"
                                    + " others would be refused");
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
            awaitNobodyAsks();
        }
    }

    @Test
    void grantsExactlyWhatTheServerHasLeft() throws Exception {
        postgres.execute("CREATE ROLE shop LOGIN PASSWORD 'shop'");
        try (HikariDataSource pool = pool("shop", 2);
                Connection observer = postgres.connect()) {
            LockIncident.await(() -> total(pool) == 2);
            // 30 without 3 that are reserved, 2 of the pool and the observer's.
            LockIncident.await(() -> clients(observer) == 3);
            LargerPool larger = larger(pool);

            assertThatThrownBy(() -> larger.open(27))
                    .hasMessageContaining(
                            "it would need 25 more, and the server has 24 left (4 of max_connections 30 in"
                                    + " use, 3 reserved)");
            LockIncident.await(() -> clients(observer) == 3);
            try (LargerPool.Opening opening = larger.open(26)) {
                List<Connection> all = take(pool, opening.size());
                assertThat(all).hasSize(26);
                giveBack(all);
            }
            LockIncident.await(() -> total(pool) == 2);
        }
    }

    @Test
    void knowsTheLimitOfTheRole() throws Exception {
        postgres.execute("CREATE ROLE narrow LOGIN PASSWORD 'narrow' CONNECTION LIMIT 5");
        try (HikariDataSource pool = pool("narrow", 2)) {
            LockIncident.await(() -> total(pool) == 2);

            assertThatThrownBy(() -> larger(pool).open(6))
                    .hasMessageContaining(
                            "it would need 4 more, and the server has 3 left (3 of the role's 5 connections"
                                    + " in use)");
            awaitNobodyAsks();
            larger(pool).open(5).close();
        }
    }

    @Test
    void asksTheServerWhileThePoolIsExhaustedAndNeverThePool() throws Exception {
        HikariConfig config = config("postgres", 1);
        try (var pool = new PoolForbiddenToProbes(config)) {
            List<Connection> held = take(pool, 1);
            Future<Connection> waiting = callers.submit(() -> takeOne(pool));
            LockIncident.await(() -> waitingCallers(pool) == 1);

            try (LargerPool.Opening opening = larger(pool).open(3)) {
                held.addAll(take(pool, 1));
                held.add(waiting.get(20, TimeUnit.SECONDS));
                assertThat(opening.isInForce()).isTrue();
                assertThat(pool.wasAskedByProbe()).isFalse();
            }
            giveBack(held);
        }
    }

    @Test
    void refusesWhenTheServerHasNoConnectionToAskOn() throws Exception {
        postgres.execute("CREATE ROLE full LOGIN PASSWORD 'full' CONNECTION LIMIT 2");
        try (HikariDataSource pool = pool("full", 2)) {
            LockIncident.await(() -> total(pool) == 2);

            assertThatThrownBy(() -> larger(pool).open(3))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("stays at 2 connections instead of 3: the server cannot be asked how many"
                            + " connections it has left (SQL state 53300), and a larger pool may take those that"
                            + " others need");
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        }
    }

    @Test
    void doesNotHangOnAServerThatIsSilent() throws Exception {
        try (HikariDataSource pool = pool("postgres", 1)) {
            LockIncident.await(() -> total(pool) == 1);
            LargerPool larger = larger(pool);
            try {
                postgres.freeze();

                assertThatThrownBy(() -> larger.open(3))
                        .hasMessageContaining("the server cannot be asked how many connections it has left");
            } finally {
                postgres.thaw();
            }
            assertThat(pool.getMaximumPoolSize()).isEqualTo(1);
        }
    }

    @Test
    void hasTheLargestSizeOfAllOpeningsAndItsOwnAfterTheLast() {
        try (HikariDataSource pool = pool("postgres", 2)) {
            LargerPool larger = larger(pool);
            LargerPool.Opening six = larger.open(6);
            LargerPool.Opening four = larger.open(4);
            LargerPool.Opening nine = larger.open(9);
            assertThat(pool.getMaximumPoolSize()).isEqualTo(9);

            nine.close();
            nine.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(6);
            six.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(4);
            assertThat(six.isInForce()).isFalse();
            four.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
        }
    }

    @Test
    void leavesTheSizeThatSomebodyElseHasSetMeanwhile() {
        try (HikariDataSource pool = pool("postgres", 2)) {
            LargerPool larger = larger(pool);
            LargerPool.Opening opening = larger.open(6);
            pool.setMaximumPoolSize(5);

            assertThat(opening.isInForce()).isFalse();
            opening.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(5);

            LargerPool.Opening later = larger.open(7);
            opening.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(7);
            later.close();
            assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
        }
    }

    @Test
    void refusesASizeThatChangesNothingAndAPoolThatDoesNotRun() {
        try (HikariDataSource pool = pool("postgres", 2)) {
            assertThatThrownBy(() -> larger(pool).open(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching(
                            "size must be larger than that of pool HikariPool-\\d+, 2, but is 2; nothing would"
                                    + " change");
        }
        try (var lazy = new HikariDataSource()) {
            lazy.setPoolName("lazy");
            assertThatThrownBy(() -> larger(lazy).open(2))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pool lazy does not run, so it cannot be made larger; it starts with its first caller");
        }
    }

    private LargerPool larger(HikariDataSource pool) {
        return LargerPool.of(new WrappedDataSource(pool), PostgresPoolServer.asked(), time.timing());
    }

    private static HikariDataSource pool(String user, int size) {
        return new HikariDataSource(config(user, size));
    }

    private static HikariConfig config(String user, int size) {
        HikariConfig config = postgres.config(user, user);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(1_000);
        config.addDataSourceProperty("ApplicationName", "pool-of-" + user);
        return config;
    }

    private static List<Connection> take(HikariDataSource pool, int count) throws SQLException {
        var taken = new ArrayList<Connection>();
        for (int each = 0; each < count; each++) {
            taken.add(takeOne(pool));
        }
        return taken;
    }

    /** As patient callers do: HikariCP makes a connection for who comes, and now and then none for who has come. */
    private static Connection takeOne(HikariDataSource pool) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException none) {
                if (attempt == MOST_ATTEMPTS) {
                    throw none;
                }
            }
        }
    }

    private static void giveBack(List<Connection> taken) throws SQLException {
        for (Connection each : taken) {
            each.close();
        }
    }

    private static int total(HikariDataSource pool) {
        return pool.getHikariPoolMXBean().getTotalConnections();
    }

    private static int waitingCallers(HikariDataSource pool) {
        return pool.getHikariPoolMXBean().getThreadsAwaitingConnection();
    }

    private static int sessionsOf(String application) {
        return postgres.query("SELECT 1 FROM pg_stat_activity WHERE application_name = '" + application + "'")
                .size();
    }

    /** The server takes its time to see that the connection which asked has been closed. */
    private static void awaitNobodyAsks() {
        LockIncident.await(() -> sessionsOf("plimsoll-remedy") == 0);
    }

    /** Seen on one connection that stays, for each one that ends is still there for a moment. */
    private static int clients(Connection observer) {
        try (var statement = observer.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }
}
