package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Flag;
import io.plimsoll.health.Reading.Measure;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.postgres.Diagnosed;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import io.plimsoll.testing.ProbeContract;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary with a replica that is stopped from replaying. */
@Timeout(120)
class ReplicaTest {

    private static PostgresServer primary;
    private static PostgresServer replica;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        primary = PostgresServer.start(directory.resolve("primary"));
        primary.execute("CREATE TABLE migrations AS SELECT 41 AS version");
        replica = primary.replica(directory.resolve("replica"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (replica != null) {
            replica.close();
        }
        primary.close();
    }

    @Test
    void tellsHowFarAReplicaIsBehindAndThatItsSchemaIsNotYetThePrimarys() {
        try (HikariDataSource pool = pool(replica, true)) {
            PostgresDiagnosis diagnosis = PostgresDiagnosis.builder()
                    .sameSchemaOn(pool, "SELECT max(version) FROM migrations")
                    .build();
            LockIncident.await(
                    () -> new Flag(true).equals(look(diagnosis).readings().get("schema_equal")));
            assertThat(look(diagnosis).readings()).containsEntry("replicas", new Count(1));

            replica.query("SELECT pg_wal_replay_pause()");
            primary.execute("INSERT INTO migrations VALUES (42)");
            primary.execute("INSERT INTO migrations SELECT 1 FROM generate_series(1, 10000)");
            LockIncident.await(() -> bytesBehind(look(diagnosis)) > 100_000);

            Diagnosed found = diagnose(diagnosis);
            assertThat(found.sentences()).containsExactly("nobody blocks", "schema differs on primary and replica");
            assertThat(found.evidence().readings()).containsEntry("schema_equal", new Flag(false));
            assertThat(found.evidence().details())
                    .containsEntry("schema_version", "42")
                    .containsEntry("schema_version_on_replica", "41");
            assertThat(((Measure) found.evidence().readings().get("replica_lag_seconds")).value())
                    .isPositive();
            assertThat(bytesBehind(look(PostgresDiagnosis.ofDefaults())))
                    .as("as the primary sees it")
                    .isGreaterThan(100_000);

            replica.query("SELECT pg_wal_replay_resume()");
            LockIncident.await(() -> bytesBehind(look(diagnosis)) == 0);
            assertThat(look(diagnosis).readings()).containsEntry("schema_equal", new Flag(true));
        }
    }

    @Test
    void callsAPrimaryThatBecameAReplicaReadOnlyUnlessThePoolIsToo() throws Exception {
        try (HikariDataSource writing = pool(replica, false);
                HikariDataSource reading = pool(replica, true);
                var wrong = ProbeContract.of(probe(writing), Duration.ofSeconds(5));
                var right = ProbeContract.of(probe(reading), Duration.ofSeconds(5))) {
            Finding finding = wrong.attempt();

            assertThat(finding.status()).isEqualTo(Status.DOWN);
            assertThat(finding.code()).isEqualTo(Code.READ_ONLY);
            assertThat(finding.error()).isEqualTo("Database is a replica: it can be read and not written");
            assertThat(finding.scope()).isEqualTo(Scope.SHARED);
            assertThat(finding.readings()).containsEntry("reachable", new Flag(true));
            right.healthy();
        }
    }

    private static DatabaseProbe probe(HikariDataSource pool) {
        return DatabaseProbe.builder(pool)
                .diagnosedBy(PostgresDiagnosis.ofDefaults())
                .build();
    }

    private static HikariDataSource pool(PostgresServer server, boolean readOnly) {
        HikariConfig config = server.config("postgres", "postgres");
        config.setMaximumPoolSize(1);
        config.setReadOnly(readOnly);
        return new HikariDataSource(config);
    }

    private static long bytesBehind(Finding evidence) {
        return evidence.readings().get("replica_lag_bytes") instanceof Count bytes ? bytes.value() : -1;
    }

    private static Finding look(PostgresDiagnosis diagnosis) {
        Finding evidence = diagnose(diagnosis).evidence();
        assertThat(evidence.details().keySet()).noneMatch(name -> name.startsWith("no_answer_to_"));
        return evidence;
    }

    private static Diagnosed diagnose(PostgresDiagnosis diagnosis) {
        try (Connection connection = primary.connect()) {
            return diagnosis.diagnose(connection, null);
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }
}
