package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.jdbc.postgres.Diagnosed;
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
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** One round each, on a real server in all kinds of trouble. */
@Timeout(60)
class PostgresDiagnosisTest {

    /** Gives the server as long as it may have, for a machine that is busy with something else. */
    private static final PostgresDiagnosis DIAGNOSIS = PostgresDiagnosis.builder()
            .longAfter(Duration.ofMillis(300))
            .statementTimeout(Duration.ofSeconds(2))
            .build();

    private static PostgresServer postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = PostgresServer.start(directory);
        postgres.execute("CREATE ROLE app LOGIN PASSWORD 'app'");
        postgres.execute("CREATE ROLE other LOGIN PASSWORD 'other'");
        postgres.execute("CREATE TABLE orders (id bigint PRIMARY KEY, status text)");
        postgres.execute("INSERT INTO orders VALUES (1, 'new'), (2, 'new')");
        postgres.execute("GRANT ALL ON orders TO app, other");
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @AfterEach
    void leaveNothingBehind() {
        for (String left : postgres.query("SELECT gid FROM pg_prepared_xacts")) {
            postgres.execute("ROLLBACK PREPARED '" + requireNonNull(left).replace("'", "''") + "'");
        }
        postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'");
        LockIncident.await(() -> postgres.query("SELECT pid FROM pg_stat_activity"
                        + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
                .isEmpty());
    }

    @Test
    void findsNothingWhereNothingIsWrongAndLeavesTheConnectionAsItWas() throws Exception {
        try (Connection connection = postgres.connect("postgres", "mine")) {
            Diagnosed found = DIAGNOSIS.diagnose(connection, null);

            assertThat(found.sentences()).containsExactly("nobody blocks");
            assertThat(found.nobodyBlocks()).isTrue();
            assertThat(found.full()).isFalse();
            assertThat(found.evidence().readings())
                    .containsEntry("blockers", new Count(0))
                    .containsEntry("server_max_connections", new Count(30))
                    .doesNotContainKeys("deadlocks", "replicas", "schema_equal");
            assertThat(found.evidence().details()).isEmpty();
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(values(connection, "SHOW statement_timeout")).containsExactly("0");
            assertThat(values(connection, "SHOW transaction_read_only")).containsExactly("off");
            assertThat(values(connection, "SHOW application_name")).containsExactly("mine");
        }
    }

    @Test
    void namesTheHolderOfARowAndNotTheQueueBehindIt() throws Exception {
        try (var incident =
                LockIncident.by(postgres, "postgres", "BEGIN", "UPDATE orders SET status = 'held' WHERE id = 1")) {
            incident.workers(5, postgres::connect, "UPDATE orders SET status = 'paid' WHERE id = 1");
            incident.awaitWaiting(5);

            Finding evidence = diagnose("postgres").evidence();

            assertThat(evidence.readings())
                    .containsEntry("blockers", new Count(1))
                    .containsEntry("blocker_pid", new Count(incident.pid()))
                    .containsEntry("blocked_sessions", new Count(5));
            assertThat(evidence.details().get("blocker")).contains("holds ExclusiveLock on transactionid");
            assertThat(evidence.details().get("blocked")).contains(": UPDATE orders SET status = 'paid'");
            free(incident, evidence);
        }
    }

    @Test
    void namesTheSessionThatBlocksAMigrationAndNotTheMigrationThatBlocksAll() throws Exception {
        try (var incident = LockIncident.by(postgres, "postgres", "BEGIN", "SELECT count(*) FROM orders")) {
            incident.workers(1, postgres::connect, "ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text");
            incident.awaitWaiting(1);
            incident.workers(3, postgres::connect, "SELECT count(*) FROM orders");
            incident.awaitWaiting(4);

            Finding evidence = diagnose("postgres").evidence();

            assertThat(evidence.readings())
                    .containsEntry("blockers", new Count(1))
                    .containsEntry("blocker_pid", new Count(incident.pid()))
                    .containsEntry("blocked_sessions", new Count(4));
            free(incident, evidence);
        }
    }

    @Test
    void terminatesAnIdleHolderOfAnAdvisoryLock() throws Exception {
        try (var incident = LockIncident.by(postgres, "postgres", "SELECT pg_advisory_lock(7)")) {
            incident.workers(1, postgres::connect, "SELECT pg_advisory_lock(7)");
            incident.awaitWaiting(1);

            Diagnosed found = diagnose("postgres");

            assertThat(found.sentences().get(0)).matches("pid " + incident.pid() + " idle for \\d+ s blocks 1");
            assertThat(found.evidence().details().get("remedy")).startsWith("SELECT pg_terminate_backend");
            free(incident, found.evidence());
        }
    }

    @Test
    void terminatesAHolderThatIsActiveButWaitsForItsClient() throws Exception {
        try (var incident = LockIncident.by(
                postgres,
                "postgres",
                "CREATE TABLE IF NOT EXISTS imported (line text)",
                "BEGIN",
                "LOCK TABLE orders")) {
            var copy = incident.holder().unwrap(PGConnection.class).getCopyAPI().copyIn("COPY imported FROM STDIN");
            incident.workers(1, postgres::connect, "SELECT count(*) FROM orders");
            incident.awaitWaiting(1);

            Finding evidence = diagnose("postgres").evidence();

            assertThat(copy.isActive()).isTrue();
            assertThat(evidence.details().get("blocker")).contains("active for", "wait event Client/ClientRead");
            assertThat(evidence.details().get("remedy")).startsWith("SELECT pg_terminate_backend");
            assertThat(postgres.query("SELECT pg_cancel_backend(" + incident.pid() + ")"))
                    .containsExactly("t");
            incident.awaitWaiting(1);
            free(incident, evidence);
        }
    }

    @Test
    void tellsThatAPreparedTransactionBlocks() throws Exception {
        try (var incident = LockIncident.by(
                postgres, "postgres", "BEGIN", "LOCK TABLE orders", "PREPARE TRANSACTION 'left''behind'")) {
            incident.workers(2, postgres::connect, "SELECT count(*) FROM orders");
            incident.awaitWaiting(2);

            Diagnosed found = diagnose("postgres");

            assertThat(found.sentences()).first().isEqualTo("a prepared transaction blocks 2");
            assertThat(found.evidence().readings()).doesNotContainKey("blocker_pid");
            assertThat(found.evidence().details().get("blocker"))
                    .isEqualTo("prepared transaction left'behind, holds AccessExclusiveLock on relation orders");
            String remedy = requireNonNull(found.evidence().details().get("remedy"));
            assertThat(remedy).isEqualTo("ROLLBACK PREPARED 'left''behind'");
            postgres.execute(remedy);
            incident.awaitWorkers();
        }
    }

    @Test
    void saysSoWhereTheRoleMaySeeNoStatementsAndStillNamesTheHolder() throws Exception {
        try (var incident = LockIncident.by(postgres, "other", "BEGIN", "LOCK TABLE orders IN SHARE MODE")) {
            incident.workers(3, () -> postgres.connect("app", "checkout"), "DELETE FROM orders WHERE id = 3");
            incident.awaitWaiting(3);

            Diagnosed found = diagnose("app");

            Finding evidence = found.evidence();
            assertThat(found.sentences()).first().isEqualTo("pid " + incident.pid() + " blocks 3");
            assertThat(evidence.readings())
                    .containsEntry("blocker_pid", new Count(incident.pid()))
                    .containsEntry("blocked_sessions", new Count(3))
                    .containsKey("longest_wait_ms")
                    .containsKey("unseen_sessions");
            assertThat(evidence.details().get("blocker"))
                    .isEqualTo("pid " + incident.pid() + ", user other, application nightly-report, state and statement"
                            + " not visible to this role, holds ShareLock on relation orders");
            assertThat(evidence.details().get("unseen"))
                    .endsWith("hide their state and statements from this role; GRANT pg_read_all_stats shows them");
            assertThat(evidence.details()).doesNotContainKey("blocker_statement");
            assertNothingUnanswered(evidence);
            free(incident, evidence);
        }
    }

    @Test
    void blamesNobodyWhoBlocksOthersOnly() throws Exception {
        try (var incident = LockIncident.by(postgres, "other", "BEGIN", "LOCK TABLE orders")) {
            incident.workers(2, () -> postgres.connect("other", "batch"), "SELECT count(*) FROM orders");
            incident.awaitWaiting(2);

            assertThat(diagnose("app").nobodyBlocks()).isTrue();
            assertThat(diagnose("other").nobodyBlocks()).isFalse();
        }
    }

    @Test
    void printsARemedyThatEndsNeitherAnotherSessionNorTheNextTransaction() throws Exception {
        try (var incident = LockIncident.by(postgres, "postgres", "BEGIN", "LOCK TABLE orders")) {
            incident.workers(1, postgres::connect, "SELECT count(*) FROM orders");
            incident.awaitWaiting(1);
            String remedy =
                    requireNonNull(diagnose("postgres").evidence().details().get("remedy"));

            execute(incident.holder(), "COMMIT");
            incident.awaitWorkers();
            execute(incident.holder(), "BEGIN");

            assertThat(postgres.query(remedy)).as("who was ended").isEmpty();
            assertThat(postgres.query(remedy.replaceAll("backend_start = '\\d+", "backend_start = '1999")))
                    .isEmpty();
            execute(incident.holder(), "SELECT 1");
        }
    }

    @Test
    void countsLongStatementsAndIdleTransactionsWithTheirTextForDetailsOnly() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection busy = postgres.connect("postgres", "report");
                var idle = LockIncident.by(postgres, "postgres", "BEGIN", "SELECT 'customer'")) {
            threads.execute(() -> execute(busy, "SELECT pg_sleep(30) /* " + "x".repeat(500) + " */"));
            LockIncident.await(() -> diagnose("postgres").sentences().size() == 2
                    && diagnose("postgres")
                            .evidence()
                            .readings()
                            .get("long_statements")
                            .equals(new Count(1)));

            Diagnosed found = diagnose("postgres");

            assertThat(found.sentences().get(1)).matches("1 running for \\d+ s and 1 idle in transaction for \\d+ s");
            assertThat(found.evidence().readings())
                    .containsEntry("long_idle_in_transaction", new Count(1))
                    .containsKeys("long_statements_longest_ms", "long_idle_in_transaction_longest_ms");
            assertThat(found.evidence().details().get("long_statements"))
                    .contains("application report", ": SELECT pg_sleep(30) /* xxx", "…")
                    .hasSizeLessThan(400);
            assertThat(found.evidence().details().get("long_idle_in_transaction"))
                    .startsWith("pid " + idle.pid())
                    .endsWith(": SELECT 'customer'");
        } finally {
            postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'report'");
            threads.shutdownNow();
        }
    }

    @Test
    void countsConnectionsUpToTheLimitOfServerAndRole() throws Exception {
        var held = new ArrayList<Connection>();
        try (Connection connection = postgres.connect()) {
            SQLException refused = null;
            while (refused == null) {
                try {
                    held.add(postgres.connect("postgres", "hoarder"));
                } catch (SQLException full) {
                    refused = full;
                }
            }
            assertThat(refused.getSQLState()).isEqualTo("53300");

            Diagnosed found = DIAGNOSIS.diagnose(connection, null);

            assertThat(found.full()).isTrue();
            assertThat(found.sentences()).contains("30 of 30 server connections used");
            assertThat(found.evidence().readings()).containsEntry("server_connections", new Count(30));
        } finally {
            for (Connection each : held) {
                each.close();
            }
        }
        LockIncident.await(() -> postgres.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'hoarder'")
                .isEmpty());
        postgres.execute("CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 1");
        Diagnosed few = diagnose("few");
        assertThat(few.full()).isTrue();
        assertThat(few.sentences()).contains("1 of 1 connections of our role used");
        assertThat(few.evidence().readings()).containsEntry("role_max_connections", new Count(1));
    }

    @Test
    void countsDeadlocksSinceTheLastLook() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Diagnosed before = diagnose("postgres");
        try (Connection first = postgres.connect();
                Connection second = postgres.connect()) {
            for (Connection each : List.of(first, second)) {
                execute(each, "SET deadlock_timeout = '50ms'");
                execute(each, "BEGIN");
            }
            execute(first, "UPDATE orders SET status = 'a' WHERE id = 1");
            execute(second, "UPDATE orders SET status = 'a' WHERE id = 2");
            Future<?> one = threads.submit(() -> execute(first, "UPDATE orders SET status = 'b' WHERE id = 2"));
            Future<?> two = threads.submit(() -> execute(second, "UPDATE orders SET status = 'b' WHERE id = 1"));
            one.get();
            two.get();
        } finally {
            threads.shutdownNow();
        }
        // A session hands in what it counted when it ends, and only now and then before.
        try (Connection asking = postgres.connect()) {
            LockIncident.await(() -> new Count(1)
                    .equals(diagnose(asking, before).evidence().readings().get("deadlocks")));
            Diagnosed after = diagnose(asking, before);

            assertThat(diagnose(asking, after).evidence().readings()).containsEntry("deadlocks", new Count(0));
        }
    }

    @Test
    void losesOneAnswerToAQuestionThatFailsAndNoOther() throws Exception {
        var replica = new PGSimpleDataSource();
        replica.setUrl(postgres.url());
        replica.setUser("postgres");
        replica.setPassword("postgres");
        PostgresDiagnosis broken = PostgresDiagnosis.builder()
                .sameSchemaOn(replica, "SELECT max(version) FROM migrations")
                .build();
        PostgresDiagnosis slow = PostgresDiagnosis.builder()
                .statementTimeout(Duration.ofMillis(200))
                .sameSchemaOn(replica, "SELECT pg_sleep(10)")
                .build();
        PostgresDiagnosis writing = PostgresDiagnosis.builder()
                .sameSchemaOn(replica, "DELETE FROM orders RETURNING id")
                .build();
        try (Connection connection = postgres.connect()) {
            Finding unknown = broken.diagnose(connection, null).evidence();
            Finding late = slow.diagnose(connection, null).evidence();
            Finding refused = writing.diagnose(connection, null).evidence();

            assertThat(unknown.details()).containsEntry("no_answer_to_schema", "sql_state 42P01");
            assertThat(late.details()).containsEntry("no_answer_to_schema", "sql_state 57014");
            assertThat(refused.details()).containsEntry("no_answer_to_schema", "sql_state 25006");
            assertThat(late.readings()).containsEntry("blockers", new Count(0)).containsKey("server_connections");
            assertThat(postgres.query("SELECT id FROM orders")).hasSize(2);
        }
    }

    @Test
    void comparesSchemasWithTheReplica() throws Exception {
        var replica = new PGSimpleDataSource();
        replica.setUrl(postgres.url());
        replica.setUser("postgres");
        replica.setPassword("postgres");
        PostgresDiagnosis same = PostgresDiagnosis.builder()
                .sameSchemaOn(replica, "SELECT 'v42'")
                .build();
        try (Connection connection = postgres.connect()) {
            Diagnosed found = same.diagnose(connection, null);

            assertThat(found.sentences()).containsExactly("nobody blocks");
            assertThat(found.evidence().readings()).containsEntry("schema_equal", new Flag(true));
            assertThat(found.evidence().details())
                    .containsEntry("schema_version", "v42")
                    .containsEntry("schema_version_on_replica", "v42");
        }
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> PostgresDiagnosis.builder().longAfter(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("longAfter must be longer than zero: PT0S");
        assertThatThrownBy(() -> PostgresDiagnosis.builder().statementTimeout(Duration.ofSeconds(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "statementTimeout must be from 1 ms to PT2S: PT3S; a server in trouble must not be asked for"
                                + " longer");
    }

    private static void free(LockIncident incident, Finding evidence) throws Exception {
        assertThat(postgres.query(requireNonNull(evidence.details().get("remedy"))))
                .containsExactly("t");
        incident.awaitWorkers();
    }

    private static void assertNothingUnanswered(Finding evidence) {
        assertThat(evidence.details().keySet()).noneMatch(name -> name.startsWith("no_answer_to_"));
    }

    private static Diagnosed diagnose(String role) {
        try (Connection connection = postgres.connect(role, "test")) {
            Diagnosed found = DIAGNOSIS.diagnose(connection, null);
            assertNothingUnanswered(found.evidence());
            return found;
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    private static Diagnosed diagnose(Connection connection, Diagnosed last) {
        try {
            return DIAGNOSIS.diagnose(connection, last);
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    private static List<String> values(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return List.of(rows.getString(1));
        }
    }

    private static void execute(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException ended) {
            // A deadlock's victim, or a session that was ended.
        }
    }
}
