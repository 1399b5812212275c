package io.plimsoll.health.jdbc.postgres;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Asks a PostgreSQL server, from 13 to 18, what a database that is in trouble suffers from.
 *
 * <pre>{@code
 * DatabaseProbe.builder(dataSource).diagnosedBy(PostgresDiagnosis.ofDefaults()).build()
 * }</pre>
 *
 * <p>Found are: the holders of locks that sessions of our role wait for, not their victims, each with the statement that
 * would help; statements that run, and transactions that idle, for too long; connections in use and their limit; deadlocks
 * since the last look; how far replicas are behind; and, if asked for, whether a replica has the same schema. It never acts on
 * what it finds.
 *
 * <p>It needs no particular rights. What a role may not see of other roles' sessions, their states and statements, is missing
 * and said to be missing; {@code GRANT pg_read_all_stats} shows it. Immutable.
 */
public final class PostgresDiagnosis {

    /** What the server shows as the name of a session in which is asked. */
    public static final String APPLICATION = "plimsoll-diagnosis";

    private static final Duration LONGEST_STATEMENT_TIMEOUT = Duration.ofSeconds(2);
    private static final String WRITABLE =
            "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')::boolean";
    private static final Set<String> CLASSES_OF_THE_LOST = Set.of("08", "57P");

    private final Duration longAfter;
    private final Duration statementTimeout;
    private final @Nullable SchemaOnReplica schema;

    private PostgresDiagnosis(Builder builder) {
        this.longAfter = builder.longAfter;
        this.statementTimeout = builder.statementTimeout;
        this.schema = builder.schema;
    }

    /** A statement or idle transaction is long after 5 s; each of our statements may take 500 ms. */
    public static PostgresDiagnosis ofDefaults() {
        return builder().build();
    }

    /** The same with options. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes one round. Blocks for as long as its statements take, each within its limit; a statement that fails costs its own
     * answer only.
     *
     * @param connection to PostgreSQL, in autocommit mode
     * @param last what the round before found, if there was one
     * @throws SQLException if the connection is lost
     */
    public Diagnosed diagnose(Connection connection, @Nullable Diagnosed last) throws SQLException {
        if (!BoundedTransaction.isPossibleOn(connection)) {
            Finding evidence = Finding.up().detail("undiagnosed", "the database does not say that it is PostgreSQL");
            return new Diagnosed(List.of(), false, false, evidence, -1);
        }
        return new Round(connection).make(last);
    }

    /**
     * Asks, in one round trip, whether this server takes writes.
     *
     * @param connection one that is read-only itself expects nothing else
     * @return {@link Code#READ_ONLY}, or {@code null} if all is well
     */
    public @Nullable Finding readOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WRITABLE)) {
            row.next();
            boolean replica = row.getBoolean(1);
            boolean setReadOnly = row.getBoolean(2);
            if (connection.isReadOnly() || !(replica || setReadOnly)) {
                return null;
            }
            return Finding.down(
                    Code.READ_ONLY,
                    replica
                            ? "Database is a replica: it can be read and not written"
                            : "Database is set to read-only: it can be read and not written");
        }
    }

    /** Options of a {@link PostgresDiagnosis}. */
    public static final class Builder {

        private Duration longAfter = Duration.ofSeconds(5);
        private Duration statementTimeout = Duration.ofMillis(500);
        private @Nullable SchemaOnReplica schema;

        private Builder() {}

        /** From when on a running statement, or a transaction that idles, is told of; 5 s by default. */
        public Builder longAfter(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("longAfter must be longer than zero: " + duration);
            }
            longAfter = duration;
            return this;
        }

        /** After which the server ends each of our own statements; 500 ms by default, 2 s at most. */
        public Builder statementTimeout(Duration limit) {
            if (limit.toMillis() < 1 || limit.compareTo(LONGEST_STATEMENT_TIMEOUT) > 0) {
                throw new IllegalArgumentException("statementTimeout must be from 1 ms to " + LONGEST_STATEMENT_TIMEOUT
                        + ": " + limit + "; a server in trouble must not be asked for longer");
            }
            statementTimeout = limit;
            return this;
        }

        /**
         * Compares the schema's version on a replica with ours.
         *
         * @param replica a HikariCP pool, beside which a connection is made, or a data source that makes connections itself
         * @param query gives one value, such as {@code SELECT max(installed_rank) FROM flyway_schema_history}
         */
        public Builder sameSchemaOn(DataSource replica, String query) {
            schema = new SchemaOnReplica(requireNonNull(replica, "replica"), requireNonNull(query, "query"));
            return this;
        }

        public PostgresDiagnosis build() {
            return new PostgresDiagnosis(this);
        }
    }

    /** One round over one connection, which collects what is found. */
    private final class Round {

        private final Connection connection;
        private final List<String> sentences = new ArrayList<>();
        private Finding evidence = Finding.up();
        private boolean nobodyBlocks;
        private boolean full;
        private long deadlocks = -1;

        Round(Connection connection) {
            this.connection = connection;
        }

        Diagnosed make(@Nullable Diagnosed last) throws SQLException {
            ask("blockers", Blockers::on, this::tellOf);
            ask("capacity", Capacity::on, capacity -> tellOf(capacity, last));
            ask("long_running", on -> LongRunning.on(on, longAfter), this::tellOf);
            ask("replication", Replication::on, replication -> evidence = replication.addTo(evidence));
            SchemaOnReplica compared = schema;
            if (compared != null) {
                ask("schema", on -> compared.compare(on, APPLICATION, statementTimeout), this::tellOf);
            }
            return new Diagnosed(sentences, nobodyBlocks, full, evidence, deadlocks);
        }

        private <T> void ask(String question, BoundedTransaction.Work<T> work, Consumer<T> answered)
                throws SQLException {
            try {
                answered.accept(BoundedTransaction.run(connection, APPLICATION, statementTimeout, work));
            } catch (SQLException refused) {
                String state = String.valueOf(refused.getSQLState());
                if (!question.equals("schema") && CLASSES_OF_THE_LOST.stream().anyMatch(state::startsWith)) {
                    throw refused;
                }
                evidence = evidence.detail("no_answer_to_" + question, "sql_state " + state);
            }
        }

        private void tellOf(Blockers blockers) {
            nobodyBlocks = blockers.areNone();
            sentences.add(blockers.sentence());
            evidence = blockers.addTo(evidence);
        }

        private void tellOf(Capacity capacity, @Nullable Diagnosed last) {
            full = capacity.isFull();
            tell(capacity.sentence());
            deadlocks = capacity.deadlocks();
            evidence = capacity.addTo(evidence);
            if (last != null && last.deadlocks() >= 0) {
                // Statistics that were reset begin at zero.
                long since = deadlocks - last.deadlocks();
                evidence = evidence.with("deadlocks", since >= 0 ? since : deadlocks);
            }
        }

        private void tellOf(LongRunning running) {
            if (nobodyBlocks) {
                tell(running.sentence());
            }
            evidence = running.addTo(evidence);
        }

        private void tellOf(SchemaOnReplica.Compared compared) {
            if (!compared.isSame()) {
                sentences.add("schema differs on primary and replica");
            }
            evidence = compared.addTo(evidence);
        }

        private void tell(@Nullable String sentence) {
            if (sentence != null) {
                sentences.add(sentence);
            }
        }
    }
}
