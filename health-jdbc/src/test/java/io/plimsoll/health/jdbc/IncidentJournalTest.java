package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.journal.Changed;
import io.plimsoll.journal.Evidence;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left in the journal of a lock on a real server, with a deploy before it: in a time that is moved by hand. */
@Timeout(120)
class IncidentJournalTest {

    private static final String SUSPICION = "version v3.4.13 started 4 min before: consider rollback";

    private static PostgresServer postgres;

    private final ManualTime time = new ManualTime();

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.startWithOrders(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void keepsTheBlockerAndSuspectsTheDeployBeforeIt() throws Exception {
        try (HikariDataSource pool = postgres.pool(2);
                HealthMonitor monitor = monitor(pool)) {
            time.advance(Duration.ofMinutes(16));
            monitor.journal().note("deploy", "version v3.4.13 started");
            time.advance(Duration.ofMinutes(4));
            try (var incident = LockIncident.idleInTransaction(postgres)) {
                incident.workers(2, pool::getConnection, LockIncident.ORDER);
                incident.awaitWaiting(2);
                incident.callers(1, pool);
                time.advance(Duration.ofSeconds(8));

                Changed change = latestChange(monitor);
                assertThat(change.after()).isEqualTo(Status.DOWN);
                assertThat(change.layer()).isEqualTo(Layer.DATABASE);
                assertThat(change.finding().code()).isEqualTo(Code.POOL_EXHAUSTED);
                assertThat(change.finding().readings()).containsEntry("blocker_pid", new Count(incident.pid()));
                assertThat(change.finding().details().get("blocker"))
                        .startsWith("pid " + incident.pid() + ", user postgres, application nightly-report,");
                assertThat(change.finding().details().get("remedy"))
                        .contains("pg_terminate_backend(pid)", "pid = " + incident.pid() + " ");
                assertThat(change.finding().details().get("blocked")).contains(LockIncident.ORDER);
                Evidence evidence = requireNonNull(change.evidence());
                assertThat(evidence.changedLately()).containsExactly(SUSPICION);
                assertThat(evidence.threads().toString()).contains("org.postgresql.core.v3.QueryExecutorImpl.");

                tells(monitor, incident.pid());
                postgres.query(requireNonNull(change.finding().details().get("remedy")));
                incident.awaitWorkers();
            }
            LockIncident.await(() -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
            time.advance(Duration.ofSeconds(8));
            assertThat(monitor.report().status()).isEqualTo(Status.UP);
            assertThat(monitor.journal().postmortem(monitor.report()))
                    .as("the same once it is over")
                    .contains("**" + SUSPICION.replace(":", "&#58;") + "**", "- Over after ");
        }
    }

    /** As {@code GET /health/journal} shows it, with {@code format=markdown} and {@code format=update}. */
    private static void tells(HealthMonitor monitor, int pid) {
        assertThat(monitor.journal().suspicions()).containsExactly(SUSPICION);
        String postmortem = monitor.journal().postmortem(monitor.report());
        List<String> lines = postmortem.lines().toList();
        int summary = lines.indexOf("## Summary");
        assertThat(lines.get(summary + 2))
                .as("what stands first")
                .isEqualTo("- **version v3.4.13 started 4 min before&#58; consider rollback**");
        assertThat(lines.get(summary + 3))
                .startsWith("- First: database is DOWN POOL\\_EXHAUSTED&#58; Connection pool exhausted;")
                .contains("(layer database, event ");
        assertThat(postmortem).contains("pid " + pid + " idle in transaction", "pid " + pid + ", user postgres,");
        assertThat(monitor.journal().update(monitor.report()))
                .contains("Cause: " + SUSPICION + "; first was database (layer database): Connection pool exhausted;");
    }

    private static Changed latestChange(HealthMonitor monitor) {
        return monitor.journal().entries().stream()
                .filter(entry -> entry instanceof Changed)
                .map(entry -> (Changed) entry)
                .findFirst()
                .orElseThrow();
    }

    private HealthMonitor monitor(HikariDataSource pool) {
        return HealthMonitor.builder("checkout-service", "v3.4.13")
                .required(
                        "database",
                        DatabaseProbe.builder(pool)
                                .diagnosedBy(PostgresServer.PATIENT)
                                .build())
                .timing(time.timing())
                .start();
    }
}
