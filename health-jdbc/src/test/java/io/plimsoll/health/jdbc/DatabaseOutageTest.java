package io.plimsoll.health.jdbc;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Status;
import io.plimsoll.testing.ProbeContract;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DatabaseOutageTest {

    private static final Duration HEALED_WITHIN = Duration.ofSeconds(5).plus(Watched.INTERVAL);

    @TempDir
    private Path directory;

    @Test
    void callsAFrozenDatabaseATimeoutEveryTimeLeavesNoThreadAndHealsByItself() throws Exception {
        try (var postgres = PostgresServer.start(directory);
                var pool = postgres.pool(3);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();
            List<ProbeResult> frozen;
            var mostConnecting = new AtomicInteger();
            try {
                postgres.freeze();
                Duration verdict = watched.await(Code.TIMEOUT);
                Watched.print("frozen: verdict after %d ms", verdict.toMillis());
                assertThat(verdict).isLessThan(Duration.ofMillis(1_100 + 1_000 + 500));
                assertThat(watched.database().error()).isEqualTo("Database did not answer");

                int from = watched.results();
                watched.await(() -> {
                    mostConnecting.accumulateAndGet(connecting().size(), Math::max);
                    return watched.results() >= from + 10;
                });
                frozen = watched.results(from);
            } finally {
                postgres.thaw();
            }
            Duration healed = watched.awaitUp();

            Watched.print(
                    "frozen: %d attempts, all TIMEOUT; healed %d ms after SIGCONT", frozen.size(), healed.toMillis());
            assertThat(frozen).hasSizeGreaterThanOrEqualTo(10).allSatisfy(result -> {
                assertThat(result.finding().code()).isEqualTo(Code.TIMEOUT);
                assertThat(result.finding().readings())
                        .containsEntry("reachable", new Flag(false))
                        .containsEntry("max_connections", new Count(3));
            });
            assertThat(healed).isLessThan(HEALED_WITHIN);
            assertThat(mostConnecting).as("threads that connect at once").hasValue(1);
            watched.await(() -> connecting().isEmpty());
            watched.await(() -> postgres.sentinels() == 1);
            assertThat(threads()).noneMatch(name -> name.startsWith("PostgreSQL JDBC driver connection thread"));
        }
    }

    @Test
    void startsWhileTheDatabaseIsFrozen() throws Exception {
        try (var postgres = PostgresServer.start(directory);
                var pool = new HikariDataSource()) {
            pool.setJdbcUrl(postgres.url());
            pool.setUsername("postgres");
            postgres.freeze();
            try (var watched = Watched.by(DatabaseProbe.of(pool))) {
                watched.awaitResults(4);
                assertThat(watched.results(0))
                        .allSatisfy(
                                result -> assertThat(result.finding().code()).isEqualTo(Code.TIMEOUT));
                assertThat(watched.monitor().ready().open()).isFalse();

                postgres.thaw();
                assertThat(watched.awaitUp()).isLessThan(HEALED_WITHIN);
                assertThat(watched.monitor().ready().open()).isTrue();
            } finally {
                postgres.thaw();
            }
        }
    }

    @Test
    void healsAfterTheDatabaseWasKilledAndStartedAgain() throws Exception {
        try (var postgres = PostgresServer.start(directory);
                var pool = postgres.pool(3);
                var watched = Watched.by(DatabaseProbe.of(pool))) {
            watched.awaitUp();

            postgres.kill();
            Duration verdict = watched.await(Code.REFUSED);
            int from = watched.results();
            watched.awaitResults(8);
            List<ProbeResult> dead = watched.results(from);
            postgres.restart();
            Duration healed = watched.awaitUp();

            Watched.print(
                    "killed: verdict after %d ms, %d attempts REFUSED; healed %d ms after the restart",
                    verdict.toMillis(), dead.size(), healed.toMillis());
            assertThat(verdict).isLessThan(Duration.ofMillis(1_100 + 1_000 + 500));
            assertThat(dead)
                    .allSatisfy(result -> assertThat(result.finding().code()).isEqualTo(Code.REFUSED))
                    .anySatisfy(result -> assertThat(result.finding().details().get("backing_off"))
                            .startsWith("this is how the last attempt to connect ended; the next one begins in "));
            assertThat(healed).isLessThan(HEALED_WITHIN);
        }
    }

    @Test
    void keepsTheRulesOfProbesWhenNobodyAnswers() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var pool = lazyPool(silent.getLocalPort());
                var contract = ProbeContract.of(DatabaseProbe.of(pool), Duration.ofMillis(600))) {
            for (int attempt = 0; attempt < 4; attempt++) {
                Finding finding = contract.silent();
                assertThat(finding.status()).isEqualTo(Status.DOWN);
                assertThat(finding.error()).isEqualTo("Database did not answer");
            }
        }
        awaitNobodyConnects();
    }

    @Test
    void keepsTheRulesOfProbesWhenNobodyListens() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        try (var pool = lazyPool(port);
                var contract = ProbeContract.of(DatabaseProbe.of(pool), Duration.ofSeconds(2))) {
            Finding finding = contract.refusing();

            assertThat(finding.code()).isEqualTo(Code.REFUSED);
            assertThat(finding.error()).isEqualTo("Database refuses connections");
            assertThat(finding.readings()).containsEntry("reachable", new Flag(false));
        }
    }

    private static HikariDataSource lazyPool(int port) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/none");
        pool.setUsername("nobody");
        return pool;
    }

    private static void awaitNobodyConnects() {
        long begin = System.nanoTime();
        while (!connecting().isEmpty()) {
            assertThat(System.nanoTime() - begin)
                    .as(() -> "still connecting: " + connecting())
                    .isLessThan(10_000_000_000L);
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Names of the threads that make a connection right now. */
    private static List<String> connecting() {
        return threads().stream()
                .filter(name -> name.startsWith("plimsoll-") && name.endsWith("-connect"))
                .toList();
    }

    private static Set<String> threads() {
        var all = new Thread[Thread.activeCount() + 50];
        int count = Thread.enumerate(all);
        return Arrays.stream(all, 0, count).map(Thread::getName).collect(toSet());
    }
}
