package io.plimsoll.health.jdbc;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The life of the sentinel's connection, with a connector that the test holds back. */
@Timeout(60)
class SentinelTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static PostgresServer postgres;

    private final AtomicInteger connects = new AtomicInteger();
    private final CountDownLatch mayConnect = new CountDownLatch(1);

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void waitsForOneSlowConnectOverManyChecksAndTakesItsConnectionWhenItComes() {
        try (var contract = ProbeContract.of(probe(this::connectWhenAllowed), SHORT)) {
            for (int check = 0; check < 3; check++) {
                assertThat(contract.silent().error()).isEqualTo("Database did not answer");
            }
            assertThat(connects).as("attempts to connect at once").hasValue(1);

            mayConnect.countDown();
            await(() -> postgres.sentinels() == 1);
            contract.healthy();

            assertThat(connects).as("the late connection is used").hasValue(1);
        }
        await(() -> postgres.sentinels() == 0);
    }

    @Test
    void leaksNoConnectionThatComesAfterTheProbeWasClosed() throws InterruptedException {
        var made = new CountDownLatch(1);
        Connector connector = limit -> {
            Connection connection = connectWhenAllowed(limit);
            assertThat(connection.isClosed()).isFalse();
            made.countDown();
            return connection;
        };
        try (var contract = ProbeContract.of(probe(connector), SHORT)) {
            contract.silent();
        }

        mayConnect.countDown();
        made.await();

        await(() -> postgres.sentinels() == 0);
    }

    @Test
    void leaksNoConnectionThatCameLateAndWasNeverUsed() {
        try (var contract = ProbeContract.of(probe(this::connectWhenAllowed), SHORT)) {
            contract.silent();
            mayConnect.countDown();
            await(() -> postgres.sentinels() == 1);
        }

        await(() -> postgres.sentinels() == 0);
    }

    @Test
    void repeatsTheLastFailureWhileBackingOff() {
        Connector refusing = limit -> {
            connects.incrementAndGet();
            throw new SQLException("not now", "57P03");
        };
        var probe = DatabaseProbe.builder(refusing).jitter(bound -> bound - 1).build();
        try (var contract = ProbeContract.of(probe, Duration.ofSeconds(1))) {
            Finding first = contract.refusing();
            Finding second = contract.refusing();

            assertThat(first.code()).isEqualTo(Code.REFUSED);
            assertThat(first.details()).doesNotContainKey("backing_off").containsEntry("sql_state", "57P03");
            assertThat(second.code()).isEqualTo(Code.REFUSED);
            assertThat(second.error()).isEqualTo("Database is starting or stopping");
            assertThat(second.details().get("backing_off"))
                    .matches(
                            "this is how the last attempt to connect ended; the next one begins in \\d+ ms at the earliest");
            assertThat(second.latency()).as("how long the last attempt took").isNotNull();
            assertThat(connects).hasValue(1);
        }
    }

    @Test
    void callsAConnectorThatBreaksBroken() {
        try (var contract = ProbeContract.of(
                probe(limit -> {
                    throw new IllegalStateException("vault is closed");
                }),
                Duration.ofSeconds(1))) {
            Finding finding = contract.refusing();

            assertThat(finding.code()).isEqualTo(Code.PROBE_FAILED);
            assertThat(finding.error()).isEqualTo("Connection for the probe cannot be made");
            assertThat(finding.cause()).hasMessage("vault is closed");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake that this is about
    void callsAConnectorThatReturnsNothingBroken() {
        try (var contract = ProbeContract.of(probe(limit -> null), Duration.ofSeconds(1))) {
            Finding finding = contract.refusing();

            assertThat(finding.code()).isEqualTo(Code.PROBE_FAILED);
            assertThat(finding.cause()).hasMessage("the connector returned no connection");
        }
    }

    @Test
    void givesTheConnectorTheTimeThatIsLeft() {
        mayConnect.countDown();
        Connector asking = limit -> {
            assertThat(limit).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(3));
            return connectWhenAllowed(limit);
        };
        try (var contract = ProbeContract.of(probe(asking), Duration.ofSeconds(3))) {
            Finding finding = contract.healthy();

            assertThat(finding.status()).isEqualTo(Status.UP);
            assertThat(finding.readings()).containsExactly(entry("reachable", new Flag(true)));
        }
        await(() -> postgres.sentinels() == 0);
    }

    private static DatabaseProbe probe(Connector connector) {
        return DatabaseProbe.builder(connector).build();
    }

    private Connection connectWhenAllowed(Duration limit) throws SQLException {
        connects.incrementAndGet();
        // As in a driver, an interrupt changes nothing.
        while (mayConnect.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
            Thread.interrupted();
        }
        return DriverManager.getConnection(
                postgres.url() + "?loginTimeout=0&ApplicationName=" + PostgresServer.SENTINEL, "postgres", "postgres");
    }

    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as("waited in vain").isLessThan(20_000_000_000L);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
