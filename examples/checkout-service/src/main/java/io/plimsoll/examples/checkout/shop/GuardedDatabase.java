package io.plimsoll.examples.checkout.shop;

import io.plimsoll.resilience.Attempt;
import io.plimsoll.resilience.Fallback;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Served;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * One kind of database work: a guard and the pool of its size.
 *
 * <p>The guard's deadline reaches both ends of the connection. The server ends a statement by itself a little before it, and
 * the connection survives. If the server is silent, the driver stops to wait at the deadline.
 */
public final class GuardedDatabase {

    private static final long MARGIN_MILLIS = 100;

    private final Guard guard;
    private final DataSource pool;

    public GuardedDatabase(Guard guard, DataSource pool) {
        this.guard = guard;
        this.pool = pool;
    }

    /**
     * Runs the work and commits it.
     *
     * @param what is shown to anyone who may read health, if it fails
     */
    <T> T inTransaction(String what, Work<T> work) {
        try {
            return guard.call(attempt -> run(work, attempt.doing(what)));
        } catch (SQLException failed) {
            throw new UnavailableException("database", failed);
        }
    }

    /** Runs the work and commits it, or serves something else. */
    <T> Served<T> serve(String what, Work<T> work, Fallback<T> fallback) {
        try {
            return guard.serve(attempt -> run(work, attempt.doing(what)), fallback);
        } catch (SQLException failed) {
            throw new UnavailableException("database", failed);
        }
    }

    private <T> T run(Work<T> work, Attempt attempt) throws SQLException {
        // A connection that comes back to the pool with something uncommitted is rolled back there.
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            var transaction = new Transaction(connection, attempt);
            transaction.limitStatements();
            T result = work.run(transaction);
            transaction.commit();
            return result;
        }
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    interface Work<T> {
        T run(Transaction transaction) throws SQLException;
    }

    /** A connection in a transaction, of which nothing takes longer than the attempt may. */
    static final class Transaction {

        private final Connection connection;
        private final Attempt attempt;

        private Transaction(Connection connection, Attempt attempt) {
            this.connection = connection;
            this.attempt = attempt;
        }

        /** To be executed at once: it waits for an answer as long as is left now. */
        PreparedStatement prepare(String sql) throws SQLException {
            limitWaiting();
            return connection.prepareStatement(sql);
        }

        /** What is committed after it is nothing. */
        void rollBack() throws SQLException {
            limitWaiting();
            connection.rollback();
        }

        private void limitStatements() throws SQLException {
            long millis = attempt.remaining().toMillis() - MARGIN_MILLIS;
            limitWaiting();
            try (var statement = connection.createStatement()) {
                // Travels with the BEGIN; zero would be no limit at all.
                statement.execute("SET LOCAL statement_timeout = " + Math.max(1, millis));
            }
        }

        private void commit() throws SQLException {
            limitWaiting();
            connection.commit();
        }

        /** Of the socket, so this sends nothing. */
        private void limitWaiting() throws SQLException {
            connection.setNetworkTimeout(
                    Runnable::run, (int) Math.max(1, attempt.remaining().toMillis()));
        }
    }
}
