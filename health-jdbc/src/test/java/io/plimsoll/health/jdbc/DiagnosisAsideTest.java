package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.HealthReport;
import io.plimsoll.health.jdbc.hikari.HikariStats;
import io.plimsoll.health.monitor.HealthMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An answer costs the same whether a diagnosis is under way or not: two monitors of one incident, read in turn. */
@Timeout(120)
class DiagnosisAsideTest {

    private static final int PAIRS = 20_000;
    private static final long MARGIN_NANOS = 2_000;

    private static PostgresServer postgres;

    private final CountDownLatch underWay = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.startWithOrders(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void neitherAnswersNorChecksWaitForIt() throws Exception {
        try (HikariDataSource pool = postgres.pool(2);
                Watched plain = Watched.by(probe(pool).build());
                Watched diagnosed = Watched.by(
                        probe(pool).diagnosedBy(PostgresServer.PATIENT).build());
                var incident = LockIncident.idleInTransaction(postgres)) {
            plain.awaitUp();
            diagnosed.awaitUp();
            incident.workers(2, pool::getConnection, LockIncident.ORDER);
            incident.awaitWaiting(2);
            incident.callers(1, pool);
            plain.await(Code.POOL_EXHAUSTED);
            diagnosed.await(Code.POOL_EXHAUSTED);
            assertThat(underWay.await(20, TimeUnit.SECONDS)).isTrue();
            int checks = diagnosed.results();

            var without = new long[PAIRS];
            var with = new long[PAIRS];
            for (int pair = 0; pair < PAIRS; pair++) {
                if (pair % 2 == 0) {
                    without[pair] = nanosToAnswer(plain.monitor());
                    with[pair] = nanosToAnswer(diagnosed.monitor());
                } else {
                    with[pair] = nanosToAnswer(diagnosed.monitor());
                    without[pair] = nanosToAnswer(plain.monitor());
                }
            }
            var more = new long[PAIRS];
            Arrays.setAll(more, pair -> with[pair] - without[pair]);
            Watched.print(
                    "answer of a monitor, median of %d pairs: %d ns without a diagnosis, %d ns with one under way,"
                            + " %d ns more in a pair",
                    PAIRS, median(without), median(with), median(more));
            assertThat(Math.abs(median(more))).as("ns more in a pair").isLessThan(MARGIN_NANOS);

            diagnosed.await(() -> diagnosed.results() >= checks + 2);
            assertThat(diagnosed.database().finding().details().get("diagnosis"))
                    .as("after two more checks")
                    .isEqualTo("under way, or not begun yet");
            mayEnd.countDown();
            diagnosed.await(() -> diagnosed.database().finding().details().containsKey("remedy"));
        } finally {
            mayEnd.countDown();
        }
    }

    private DatabaseProbe.Builder probe(HikariDataSource pool) {
        var stats = new HikariStats(pool);
        return DatabaseProbe.builder(limit -> connect()).pool(stats, stats.patience());
    }

    /** A diagnosis waits here; the sentinel does not. */
    private Connection connect() throws SQLException {
        if (Thread.currentThread().getName().equals("plimsoll-diagnosis")) {
            underWay.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
        return postgres.connect("postgres", PostgresServer.SENTINEL);
    }

    private static long nanosToAnswer(HealthMonitor monitor) {
        long begin = System.nanoTime();
        HealthReport report = monitor.report();
        long took = System.nanoTime() - begin;
        assertThat(requireNonNull(report.components().get("database")).code()).isEqualTo(Code.POOL_EXHAUSTED);
        return took;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
