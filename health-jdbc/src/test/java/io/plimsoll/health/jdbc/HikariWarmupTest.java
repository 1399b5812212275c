package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.jdbc.hikari.HikariWarmup;
import io.plimsoll.time.SystemTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With HikariCP, on a real server. */
@Timeout(240)
@Tag("once")
class HikariWarmupTest {

    private static final int POOLS = 20;
    private static final int CONNECTIONS = 10;
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration SPREAD = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static PostgresServer postgres;

    private final SystemTime time = SystemTime.start();
    private final List<HikariDataSource> pools = new ArrayList<>();
    private final ExecutorService callers = Executors.newCachedThreadPool();

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.startWithRoomFor(250, directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
        time.close();
        pools.forEach(HikariDataSource::close);
    }

    @Test
    void twentyPoolsOfTenBootAndComeBackAfterARestartWithoutIt() throws Exception {
        var connects = new CountedConnects(postgres);
        long begun = System.nanoTime();
        for (int i = 0; i < POOLS; i++) {
            HikariConfig config = config(connects, CONNECTIONS);
            callers.execute(() -> start(config));
        }
        awaitFull();
        print("boot, bare", connects, begun);

        print("restart, bare", connects, restart(connects));
    }

    @Test
    void twentyPoolsOfTenBootAndComeBackAfterARestartAtAPace() throws Exception {
        var connects = new CountedConnects(postgres);
        long begun = System.nanoTime();
        for (int i = 0; i < POOLS; i++) {
            HikariConfig config = config(connects, CONNECTIONS);
            HikariWarmup warmup = HikariWarmup.builder(config, time.timing())
                    .pace(PACE)
                    .spread(SPREAD)
                    .build();
            callers.execute(() -> warmup.begin(start(config)));
        }
        awaitFull();
        print("boot, with warm-up", connects, begun);
        // A pool begins two connections in any second at most, since a beat follows another after 0.75 s at the
        // earliest.
        assertThat(connects.worstSecond()).isLessThanOrEqualTo(2 * POOLS);
        assertThat(connects.attempts()).isEqualTo(POOLS * CONNECTIONS);

        print("restart, with warm-up", connects, restart(connects));
        // The same, and one for the caller of each pool.
        assertThat(connects.worstSecond()).isLessThanOrEqualTo(3 * POOLS);
    }

    @Test
    void keepsReadinessClosedUntilThePoolHasItsMinimum() throws Exception {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(4);
        var inDistress = new AtomicBoolean(true);
        HikariWarmup warmup = HikariWarmup.builder(config, time.timing())
                .minimum(3)
                .pace(Duration.ofMillis(500))
                .spread(Duration.ZERO)
                .giveWayWhile(inDistress::get)
                .build();
        HikariDataSource pool = start(config);
        warmup.begin(pool);
        try (Watched watched = Watched.by(warmup.before(DatabaseProbe.of(pool)))) {
            watched.await(Code.LOADING);
            assertThat(watched.monitor().ready().open()).isFalse();
            assertThat(watched.database().finding().error())
                    .isEqualTo("Pool has fewer than the 3 connections that it begins with");

            inDistress.set(false);
            watched.awaitUp();
            assertThat(watched.monitor().ready().open()).isTrue();
            LockIncident.await(warmup::isFull);
            assertThat(pool.getMinimumIdle()).isEqualTo(4);
        }
    }

    @Test
    void startsAPoolThatWaitsForItsFirstCaller() {
        var lazy = new HikariDataSource();
        pools.add(lazy);
        lazy.setJdbcUrl(postgres.url());
        lazy.setUsername("postgres");
        lazy.setPassword("postgres");
        lazy.setMaximumPoolSize(5);
        lazy.setMinimumIdle(3);
        HikariWarmup warmup = HikariWarmup.builder(lazy, time.timing())
                .pace(Duration.ofMillis(500))
                .spread(Duration.ZERO)
                .build();

        warmup.begin(lazy);

        LockIncident.await(warmup::isFull);
        assertThat(lazy.getHikariPoolMXBean().getTotalConnections()).isEqualTo(3);
        assertThat(lazy.getMinimumIdle()).isEqualTo(3);
    }

    @Test
    void callersAreServedWhileItFills() throws Exception {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(6);
        HikariWarmup warmup = HikariWarmup.builder(config, time.timing())
                .spread(Duration.ofMinutes(10))
                .build();
        HikariDataSource pool = start(config);
        warmup.begin(pool);
        LockIncident.await(warmup::hasHadMinimum);

        var held = new ArrayList<Connection>();
        for (int i = 0; i < 6; i++) {
            held.add(pool.getConnection());
        }
        assertThat(held)
                .allSatisfy(connection -> assertThat(connection.isValid(5)).isTrue());
        for (Connection connection : held) {
            connection.close();
        }
    }

    @Test
    void survivesAPoolThatIsSuspendedAndOneThatIsClosed() throws Exception {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(4);
        config.setAllowPoolSuspension(true);
        HikariWarmup warmup = HikariWarmup.builder(config, time.timing())
                .pace(Duration.ofMillis(500))
                .spread(Duration.ZERO)
                .build();
        HikariDataSource pool = start(config);
        pool.getHikariPoolMXBean().suspendPool();
        warmup.begin(pool);
        var looks = new int[1];
        LockIncident.await(() -> ++looks[0] > 1_000);
        assertThat(warmup.isFull()).isFalse();
        pool.getHikariPoolMXBean().resumePool();
        LockIncident.await(warmup::isFull);

        HikariConfig other = postgres.config("postgres", "postgres");
        HikariWarmup ofClosed = HikariWarmup.of(other, time.timing());
        HikariDataSource closed = start(other);
        ofClosed.begin(closed);
        closed.close();
        ofClosed.close();
        assertThat(ofClosed.isFull()).isFalse();
    }

    @Test
    void refusesWhatItCannotFill() {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(3);
        assertThatThrownBy(() ->
                        HikariWarmup.builder(config, time.timing()).minimum(4).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minimum must be from 1 to the pool's 3, but is 4; with more it would never be ready");
        assertThatThrownBy(() -> HikariWarmup.builder(config, time.timing()).pace(Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pace must be from PT0.5S to PT1H, but is PT0.001S");
        HikariDataSource running = start(config);
        assertThatThrownBy(() -> HikariWarmup.of(running, time.timing()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("pool HikariPool-\\d+ runs already, and has begun to fill itself; a warm-up is made"
                        + " before the pool's first caller");
        HikariWarmup warmup = HikariWarmup.of(config, time.timing());
        assertThatThrownBy(() -> warmup.begin(running))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("pool HikariPool-\\d+ was not made from the configuration that was prepared, with"
                        + " minimumIdle 0, but has 3; it fills itself");
        config.setMinimumIdle(0);
        assertThatThrownBy(() -> HikariWarmup.of(config, time.timing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "minimumIdle of the pool is 0, so it makes connections for callers only: there is nothing to"
                                + " fill");
    }

    @Test
    void refusesAnIdleTimeoutThatWouldCloseWhatItMakes() {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setIdleTimeout(30_000);
        assertThatThrownBy(() -> HikariWarmup.of(config, time.timing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "idleTimeout of the pool must be 0 or at least PT1M (1 min, twice the pace, the spread), but is"
                                + " PT30S; connections would be closed before the pool is full");
        assertThat(config.getMinimumIdle()).as("untouched").isEqualTo(-1);
    }

    @Test
    void givesTheConfigurationBackIfItNeverBegins() {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(7);
        HikariWarmup warmup = HikariWarmup.of(config, time.timing());
        assertThat(config.getMinimumIdle()).isZero();

        warmup.close();

        assertThat(config.getMinimumIdle()).isEqualTo(7);
    }

    /** Kills the server and starts it again, while a caller of each pool asks for something ten times a second. */
    private long restart(CountedConnects connects) throws Exception {
        var stop = new AtomicBoolean();
        for (HikariDataSource pool : pools) {
            callers.execute(() -> callUntil(stop, pool));
        }
        postgres.kill();
        LockIncident.await(() -> pools.stream().allMatch(pool -> total(pool) <= CONNECTIONS / 2));
        postgres.restart();
        connects.forget();
        long begun = System.nanoTime();
        awaitFull();
        stop.set(true);
        return begun;
    }

    private static void callUntil(AtomicBoolean stop, HikariDataSource pool) {
        while (!stop.get() && !Thread.currentThread().isInterrupted()) {
            try (var connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("SELECT 1");
            } catch (SQLException gone) {
                // As callers meet it while the server is gone.
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private static void print(String what, CountedConnects connects, long begunNanos) {
        Watched.print(
                "HikariWarmupTest: %s: %d x %d connections, %d attempts, at most %d at once, worst second %d, all full"
                        + " after %.1f s",
                what,
                POOLS,
                CONNECTIONS,
                connects.attempts(),
                connects.mostAtOnce(),
                connects.worstSecond(),
                (System.nanoTime() - begunNanos) / 1e9);
    }

    private void awaitFull() {
        long begun = System.nanoTime();
        while (!areFull()) {
            assertThat(System.nanoTime() - begun).as("waited in vain").isLessThan(PATIENCE.toNanos());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private boolean areFull() {
        synchronized (pools) {
            return pools.size() == POOLS && pools.stream().allMatch(pool -> total(pool) == CONNECTIONS);
        }
    }

    private HikariDataSource start(HikariConfig config) {
        var pool = new HikariDataSource(config);
        synchronized (pools) {
            pools.add(pool);
        }
        return pool;
    }

    private static int total(HikariDataSource pool) {
        return pool.getHikariPoolMXBean().getTotalConnections();
    }

    private static HikariConfig config(CountedConnects connects, int connections) {
        var config = new HikariConfig();
        config.setDataSource(connects);
        config.setMaximumPoolSize(connections);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(5_000);
        return config;
    }
}
