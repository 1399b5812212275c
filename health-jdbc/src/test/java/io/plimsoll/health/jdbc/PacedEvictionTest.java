package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.jdbc.hikari.PacedEviction;
import io.plimsoll.health.jdbc.hikari.PoolServer;
import io.plimsoll.health.jdbc.postgres.PostgresPoolServer;
import io.plimsoll.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the server sees of it. */
@Timeout(120)
class PacedEvictionTest {

    private static final Duration PACE = Duration.ofMillis(50);

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
    void replacesEveryConnectionOfAnIdlePoolOneAfterTheOther() {
        try (HikariDataSource pool = pool(8)) {
            Set<String> before = sessions(8);
            var fewest = new AtomicInteger(8);

            PacedEviction.Run run = eviction(pool).begin();
            LockIncident.await(() -> {
                fewest.accumulateAndGet(pool.getHikariPoolMXBean().getTotalConnections(), Math::min);
                return !run.isUnderWay();
            });

            assertThat(run.evicted()).isGreaterThanOrEqualTo(8);
            assertThat(run.left()).isZero();
            assertThat(sessions(8)).doesNotContainAnyElementsOf(before);
            assertThat(fewest).as("connections at the same time").hasValueGreaterThanOrEqualTo(7);
        }
    }

    @Test
    void replacesEveryConnectionUnderLoadAndNoCallerIsRefused() throws Exception {
        var stop = new AtomicBoolean();
        var calls = new AtomicInteger();
        try (HikariDataSource pool = pool(6)) {
            Set<String> before = sessions(6);
            var running = new ArrayList<Future<?>>();
            for (int caller = 0; caller < 4; caller++) {
                running.add(callers.submit(() -> {
                    while (!stop.get()) {
                        query(pool, "SELECT pg_sleep(0.005)");
                        calls.incrementAndGet();
                    }
                }));
            }
            LockIncident.await(() -> calls.get() > 10);

            PacedEviction.Run run = eviction(pool).begin();
            LockIncident.await(() -> !run.isUnderWay());
            stop.set(true);
            for (Future<?> caller : running) {
                caller.get(20, TimeUnit.SECONDS);
            }

            assertThat(run.left()).isZero();
            assertThat(sessions(6)).doesNotContainAnyElementsOf(before);
            Watched.print("evicted %d, for 6 old ones, under %d calls, none refused", run.evicted(), calls.get());
        } finally {
            stop.set(true);
        }
    }

    @Test
    void takesNothingFromAnyoneAndWaitsForWhatIsInUse() throws Exception {
        try (HikariDataSource pool = pool(3)) {
            Set<String> before = sessions(3);
            PacedEviction.Run run;
            try (Connection inUse = pool.getConnection()) {
                run = eviction(pool).begin();
                LockIncident.await(() -> run.left() == 1);
                assertThat(inUse.isValid(5)).isTrue();
                assertThat(run.isUnderWay()).isTrue();
            }
            LockIncident.await(() -> !run.isUnderWay());

            assertThat(run.left()).isZero();
            assertThat(sessions(3)).doesNotContainAnyElementsOf(before);
        }
    }

    @Test
    void costsThePoolOneConnectionIfTheServerGivesNoNewOnes() throws Exception {
        postgres.execute("CREATE ROLE closing LOGIN PASSWORD 'closing'");
        HikariConfig config = config("closing", 4);
        try (var pool = full(config)) {
            postgres.execute("ALTER ROLE closing NOLOGIN");
            PacedEviction.Run run = eviction(pool).begin();
            LockIncident.await(() -> run.evicted() == 1);
            var beats = new AtomicInteger();
            LockIncident.await(() -> beats.incrementAndGet() > 200);

            assertThat(run.evicted()).isEqualTo(1);
            assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(3);

            postgres.execute("ALTER ROLE closing LOGIN");
            LockIncident.await(() -> !run.isUnderWay());
            assertThat(run.left()).isZero();
        }
    }

    @Test
    void replacesWhatCannotAnswerAsWell() {
        PoolServer mute = new PoolServer() {
            @Override
            public Room room(Connection connection) throws SQLException {
                throw new SQLException("not asked", "08006");
            }

            @Override
            public Duration age(Connection connection) throws SQLException {
                throw new SQLException("no answer", "08006");
            }
        };
        try (HikariDataSource pool = pool(3)) {
            Set<String> before = sessions(3);

            PacedEviction.Run run =
                    PacedEviction.of(pool, mute, time.timing(), PACE).begin();
            LockIncident.await(() -> !run.isUnderWay());

            assertThat(run.evicted()).isEqualTo(3);
            assertThat(run.left()).as("as far as is known").isEqualTo(3);
            assertThat(sessions(3)).doesNotContainAnyElementsOf(before);
        }
    }

    @Test
    void endsWhenAllAreNewThoughSomeEndedByThemselves() throws Exception {
        try (HikariDataSource pool = pool(3)) {
            Set<String> before = sessions(3);
            Connection evictedByItsUser = pool.getConnection();
            PacedEviction.Run run = eviction(pool).begin();
            LockIncident.await(() -> run.left() == 1);
            pool.evictConnection(evictedByItsUser);
            LockIncident.await(() -> !run.isUnderWay());

            assertThat(run.left()).isZero();
            assertThat(sessions(3)).doesNotContainAnyElementsOf(before);
        }
    }

    @Test
    void leavesTheRestAsItIsWhenClosedAndOneRunEndsTheOther() throws Exception {
        try (HikariDataSource pool = pool(2);
                Connection inUse = pool.getConnection()) {
            sessions(2);
            PacedEviction eviction = eviction(pool);
            PacedEviction.Run first = eviction.begin();
            PacedEviction.Run second = eviction.begin();
            assertThat(first.isUnderWay()).isFalse();
            first.close();
            assertThat(second.isUnderWay()).isTrue();

            second.close();
            second.close();
            assertThat(second.isUnderWay()).isFalse();
            assertThat(inUse.isValid(5)).isTrue();
        }
    }

    @Test
    void refusesAPaceOfNothingAndAPoolThatDoesNotRun() {
        try (var lazy = new HikariDataSource()) {
            lazy.setPoolName("lazy");
            assertThatThrownBy(() -> PacedEviction.of(lazy, PostgresPoolServer.asked(), time.timing(), Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("pace must be longer than zero: PT0S; all at once is softEvictConnections");
            assertThatThrownBy(() -> eviction(lazy).begin())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("pool lazy does not run, so it has no connections to replace");
        }
    }

    private PacedEviction eviction(HikariDataSource pool) {
        return PacedEviction.of(pool, PostgresPoolServer.asked(), time.timing(), PACE);
    }

    private static HikariDataSource pool(int size) {
        return full(config("postgres", size));
    }

    /** With all of its connections: the server knows of one a moment before the pool does. */
    private static HikariDataSource full(HikariConfig config) {
        var pool = new HikariDataSource(config);
        LockIncident.await(() -> pool.getHikariPoolMXBean().getTotalConnections() == config.getMaximumPoolSize());
        return pool;
    }

    private static HikariConfig config(String user, int size) {
        HikariConfig config = postgres.config(user, user);
        config.setMaximumPoolSize(size);
        config.addDataSourceProperty("ApplicationName", "evicted");
        return config;
    }

    /** The pool's sessions at the server, once there are these many. */
    private static Set<String> sessions(int count) {
        var pids = new HashSet<String>();
        LockIncident.await(() -> {
            pids.clear();
            List<String> seen = postgres.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'evicted'");
            pids.addAll(seen);
            return seen.size() == count;
        });
        return pids;
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
