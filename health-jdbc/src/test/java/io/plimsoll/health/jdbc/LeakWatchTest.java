package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.hikari.LeakWatch;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection that nobody gives back, in HikariCP's own time: its shortest threshold is 2 s. */
@Timeout(120)
class LeakWatchTest {

    private static final long THRESHOLD_MILLIS = 2_000;

    private static PostgresServer postgres;

    private final ScheduledThreadPoolExecutor housekeeping = housekeeping();
    private final LeakWatch watch = LeakWatch.around(housekeeping);
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
        housekeeping.shutdownNow();
    }

    @Test
    void namesThreadAndPlaceUntilTheConnectionComesBack() throws Exception {
        try (HikariDataSource pool = pool(2)) {
            Connection leaked = leak(pool);
            try (Connection brief = pool.getConnection()) {
                assertThat(brief.isValid(5)).isTrue();
            }
            assertThat(watch.suspects()).as("before the threshold").isEmpty();
            assertThat(watch.sentence()).isNull();
            LockIncident.await(() -> !watch.suspects().isEmpty());

            assertThat(watch.suspects()).singleElement().satisfies(suspect -> {
                assertThat(suspect.thread()).isEqualTo(Thread.currentThread().getName());
                assertThat(suspect.held()).isGreaterThanOrEqualTo(Duration.ofMillis(THRESHOLD_MILLIS - 100));
                assertThat(suspect.stack().get(0)).contains("LeakWatchTest.leak(LeakWatchTest.java:");
            });
            assertThat(watch.sentence()).matches("1 connection held for \\d+ s");

            leaked.close();
            assertThat(watch.suspects()).as("once it is back").isEmpty();
        }
    }

    @Test
    void isEvidenceOfAnExhaustedPool() throws Exception {
        try (HikariDataSource pool = pool(3);
                Watched watched = Watched.by(DatabaseProbe.builder(pool)
                        .diagnosedBy(PostgresDiagnosis.ofDefaults())
                        .build())) {
            watched.awaitUp();
            assertThat(watched.reading("suspected_leaks")).isEqualTo(new Count(0));
            List<Connection> leaked = new ArrayList<>();
            for (int each = 0; each < 3; each++) {
                leaked.add(leak(pool));
            }
            callers.execute(() -> useOnce(pool));
            // The number is of now and the sentence of the last look at what blocks, which may have found fewer.
            watched.await(() -> watched.database().code() == Code.POOL_EXHAUSTED
                    && watched.reading("suspected_leaks").equals(new Count(3))
                    && String.valueOf(watched.database().error())
                            .matches("Connection pool exhausted; database answers in (under )?\\d+ ms; nobody blocks; 3"
                                    + " connections held for up to \\d+ s"));

            Finding finding = watched.database().finding();
            assertThat(requireNonNull(finding.details().get("suspected_leaks")))
                    .matches("3 held for up to \\d+ s by \\S+, taken at .*LeakWatchTest\\.leak"
                            + "\\(LeakWatchTest\\.java:\\d+\\) < .*");
            Watched.print(
                    "%s%n  suspected_leaks: %s",
                    finding.error(), finding.details().get("suspected_leaks"));

            for (Connection each : leaked) {
                each.close();
            }
            watched.awaitUp();
            watched.await(() -> watched.reading("suspected_leaks").equals(new Count(0)));
            assertThat(watched.database().finding().details()).doesNotContainKey("suspected_leaks");
        }
    }

    @Test
    void warnsWhileAllIsStillWell() throws Exception {
        try (HikariDataSource pool = pool(5);
                Watched watched = Watched.by(DatabaseProbe.of(pool));
                Connection leaked = leak(pool)) {
            watched.await(() -> watched.database().status() == Status.UP
                    && watched.reading("suspected_leaks").equals(new Count(1)));

            assertThat(leaked.isClosed()).isFalse();
            assertThat(watched.database().error()).isNull();
            assertThat(watched.database().finding().details()).containsKey("suspected_leaks");
        }
    }

    @Test
    void costsNothingWithoutLeakDetectionAndIsNotShownWithoutAWatch() throws Exception {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setScheduledExecutor(watch);
        try (var pool = new HikariDataSource(config);
                Connection held = pool.getConnection()) {
            assertThat(held.isClosed()).isFalse();
            assertThat(housekeeping.getQueue())
                    .as("what HikariCP schedules when a connection is taken")
                    .noneMatch(task -> task.toString().contains("LeakWatch"));
        }
        try (var pool = postgres.pool(1);
                Watched watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            assertThat(watched.database().finding().readings()).doesNotContainKey("suspected_leaks");
        }
    }

    @Test
    void isAnExecutorLikeTheOneInside() throws Exception {
        assertThat(watch.schedule(() -> "done", 0, TimeUnit.SECONDS).get()).isEqualTo("done");
        assertThat(watch.submit(() -> 7).get()).isEqualTo(7);
        assertThat(watch.schedule(() -> {}, 0, TimeUnit.SECONDS).get()).isNull();
        assertThat(watch.scheduleAtFixedRate(() -> {}, 9, 9, TimeUnit.HOURS).cancel(false))
                .isTrue();
        assertThat(watch.shutdownNow()).isEmpty();
        assertThat(watch.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.isShutdown() && watch.isTerminated()).isTrue();
        assertThat(housekeeping.isShutdown()).isTrue();
    }

    @Test
    void refusesAnExecutorThatKeepsWhatIsCancelled() {
        assertThatThrownBy(() -> LeakWatch.around(new ScheduledThreadPoolExecutor(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the executor must remove what is cancelled, by setRemoveOnCancelPolicy(true): it would keep a"
                                + " stack for each connection that was taken within the leak detection's threshold");
    }

    private static Connection leak(HikariDataSource pool) throws SQLException {
        return pool.getConnection();
    }

    private static void useOnce(HikariDataSource pool) {
        try (Connection connection = pool.getConnection()) {
            connection.isValid(1);
        } catch (SQLException closed) {
            // The test is over.
        }
    }

    private HikariDataSource pool(int size) {
        HikariConfig config = postgres.config("postgres", "postgres");
        config.setMaximumPoolSize(size);
        config.setLeakDetectionThreshold(THRESHOLD_MILLIS);
        config.setScheduledExecutor(watch);
        return new HikariDataSource(config);
    }

    private static ScheduledThreadPoolExecutor housekeeping() {
        var threads = new ScheduledThreadPoolExecutor(1);
        threads.setRemoveOnCancelPolicy(true);
        return threads;
    }
}
