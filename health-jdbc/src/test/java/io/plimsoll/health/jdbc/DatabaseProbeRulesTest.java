package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.probe.PoolStats;
import io.plimsoll.testing.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Which finding comes first, in a time that is moved by hand and with a pool and a database that are made up. */
@Timeout(60)
class DatabaseProbeRulesTest {

    private static final PoolStats CALM = new PoolStats(1, 9, 10, 10, 0);
    private static final PoolStats FULL = new PoolStats(10, 0, 10, 10, 0);
    private static final PoolStats STUCK = new PoolStats(10, 0, 10, 10, 7);
    private static final Connector REFUSING = limit -> {
        throw new SQLException("not now", "57P03");
    };

    private final ManualTime time = new ManualTime();
    private volatile PoolStats stats = CALM;
    private volatile Duration roundTrip = Duration.ofMillis(2);

    @Test
    void isUpWithTheSentinelsRoundTripAsLatency() {
        try (var monitor = monitor(DatabaseProbe.builder(this::connect).pool(() -> stats))) {
            time.advance(Duration.ofSeconds(3));

            assertThat(database(monitor).status()).isEqualTo(Status.UP);
            assertThat(database(monitor).latency()).isEqualTo(roundTrip);
            assertThat(database(monitor).finding().readings())
                    .containsEntry("active_connections", new Count(1))
                    .containsEntry("reachable", new Flag(true));
        }
    }

    @Test
    void callsADatabaseThatRefusesRefusedEvenIfThePoolIsExhausted() {
        stats = STUCK;
        try (var monitor = monitor(DatabaseProbe.builder(REFUSING).pool(() -> stats))) {
            time.advance(Duration.ofSeconds(20));

            assertThat(database(monitor).code()).isEqualTo(Code.REFUSED);
            assertThat(database(monitor).finding().scope()).isEqualTo(Scope.SHARED);
            assertThat(database(monitor).finding().readings())
                    .containsEntry("waiting_requests", new Count(7))
                    .containsEntry("reachable", new Flag(false));
        }
    }

    @Test
    void callsAPoolExhaustedBeforeSlowAndLocalAfterFifteenSeconds() {
        stats = STUCK;
        roundTrip = Duration.ofMillis(80);
        try (var monitor = monitor(DatabaseProbe.builder(this::connect)
                .pool(() -> stats, Duration.ofMillis(250))
                .slowAfter(Duration.ofMillis(50)))) {
            time.advance(Duration.ofSeconds(5));
            assertThat(database(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
            assertThat(database(monitor).status()).isEqualTo(Status.DOWN);
            assertThat(database(monitor).latency()).isEqualTo(roundTrip);
            assertThat(database(monitor).finding().scope()).isEqualTo(Scope.SHARED);

            time.advance(Duration.ofSeconds(13));
            assertThat(database(monitor).finding().scope()).isEqualTo(Scope.LOCAL);
        }
    }

    @Test
    void neverCallsAnExhaustedPoolLocalIfNobodyKnowsWhetherTheDatabaseAnswers() {
        stats = STUCK;
        try (var monitor =
                monitor(DatabaseProbe.builder(this::connect).pool(() -> stats).withoutSentinel())) {
            time.advance(Duration.ofSeconds(30));

            assertThat(database(monitor).code()).isEqualTo(Code.POOL_EXHAUSTED);
            assertThat(database(monitor).finding().scope()).isEqualTo(Scope.SHARED);
            assertThat(database(monitor).finding().readings()).doesNotContainKey("reachable");
        }
    }

    @Test
    void callsAPoolSaturatedBeforeSlow() {
        stats = FULL;
        roundTrip = Duration.ofMillis(80);
        try (var monitor =
                monitor(DatabaseProbe.builder(this::connect).pool(() -> stats).slowAfter(Duration.ofMillis(50)))) {
            time.advance(Duration.ofSeconds(4));
            assertThat(database(monitor).code()).isEqualTo(Code.SLOW);
            assertThat(database(monitor).status()).isEqualTo(Status.DEGRADED);
            assertThat(database(monitor).error()).isEqualTo("Database answers slowly");

            time.advance(Duration.ofSeconds(5));
            assertThat(database(monitor).code()).isEqualTo(Code.POOL_SATURATED);
            assertThat(database(monitor).status()).isEqualTo(Status.DEGRADED);
            assertThat(database(monitor).error()).isEqualTo("95 % or more of the pool's connections are in use");
        }
    }

    @Test
    void isNotSlowUnlessAskedFor() {
        roundTrip = Duration.ofMillis(900);
        try (var monitor = monitor(DatabaseProbe.builder(this::connect).pool(() -> stats))) {
            time.advance(Duration.ofSeconds(3));

            assertThat(database(monitor).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void doesNotLetUnreadableNumbersHideThatTheDatabaseIsDown() {
        Supplier<PoolStats> broken = () -> {
            throw new IllegalStateException("no numbers");
        };
        try (var down = monitor(DatabaseProbe.builder(REFUSING).pool(broken));
                var up = monitor(DatabaseProbe.builder(this::connect).pool(broken))) {
            time.advance(Duration.ofSeconds(3));

            assertThat(database(down).code()).isEqualTo(Code.REFUSED);
            assertThat(database(up).code()).isEqualTo(Code.PROBE_FAILED);
        }
    }

    @Test
    void refusesADataSourceWhosePoolItCannotRead() {
        assertThatThrownBy(() -> DatabaseProbe.of(new PGSimpleDataSource()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "org.postgresql.ds.PGSimpleDataSource is no HikariDataSource and does not unwrap to one, so its"
                                + " pool cannot be read; for another pool use DatabaseProbe.builder(connector).pool(numbers)");
        assertThatThrownBy(() -> DatabaseProbe.of(new WrappedDataSource(new PGSimpleDataSource())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "io.plimsoll.health.jdbc.WrappedDataSource is no HikariDataSource and does not");
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertThatThrownBy(
                        () -> DatabaseProbe.builder(REFUSING).withoutSentinel().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "without a sentinel and without a pool there is nothing to look at, and it would be up for ever");
        assertThatThrownBy(() -> DatabaseProbe.builder(REFUSING)
                        .pool(() -> CALM)
                        .withoutSentinel()
                        .slowAfter(Duration.ofMillis(5))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "slowAfter(PT0.005S) is about the sentinel's round trip, but withoutSentinel() leaves none, so it"
                                + " would never hold");
        assertThatThrownBy(() -> DatabaseProbe.builder(REFUSING).slowAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slowAfter must be longer than zero: PT0S");
        assertThatThrownBy(() -> DatabaseProbe.builder(REFUSING).pool(() -> CALM, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("patience must be longer than zero: PT0S; a pool whose callers do not wait has no queue");
        assertThatThrownBy(
                        () -> DatabaseProbe.builder(REFUSING).pool(() -> CALM).pool(() -> CALM))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the pool's numbers are known already; they are added once");
    }

    private HealthMonitor monitor(DatabaseProbe.Builder probe) {
        return HealthMonitor.builder("service", "1")
                .required("database", probe.build())
                .timing(time.timing())
                .start();
    }

    private static ComponentHealth database(HealthMonitor monitor) {
        return requireNonNull(monitor.report().components().get("database"));
    }

    /** A connection whose round trip takes as long as this test says, in manual time. */
    private Connection connect(Duration limit) {
        return MadeUpConnection.answeringAfter(() -> time.advanceWithoutScheduler(roundTrip));
    }
}
