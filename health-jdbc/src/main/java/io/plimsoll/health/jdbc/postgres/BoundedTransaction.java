package io.plimsoll.health.jdbc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A transaction on PostgreSQL that cannot write, and whose statements the server itself ends in time: whoever asked may long
 * be gone, and an abort on this side does not end a statement on the other.
 *
 * <p>The settings end with the transaction. A setting of the session would stay behind on a server connection that a pooler
 * such as PgBouncer gives to somebody else next.
 */
public final class BoundedTransaction {

    private static final String SETTINGS = """
            SELECT set_config('transaction_read_only', 'on', true),
                   set_config('statement_timeout', ?, true),
                   set_config('application_name', ?, true)
            """;

    private BoundedTransaction() {}

    /** What is done inside. */
    @FunctionalInterface
    public interface Work<T> {

        T on(Connection connection) throws SQLException;
    }

    /** Whether the other side says that it is PostgreSQL; asks nobody. */
    public static boolean isPossibleOn(Connection connection) throws SQLException {
        return "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
    }

    /**
     * Does the work and rolls back.
     *
     * @param connection in autocommit mode, and so again afterwards
     * @param application what the server shows as the session's name meanwhile
     * @param limit of each statement
     */
    public static <T> T run(Connection connection, String application, Duration limit, Work<T> work)
            throws SQLException {
        connection.setAutoCommit(false);
        T result;
        try {
            begin(connection, application, limit);
            result = work.on(connection);
        } catch (SQLException | RuntimeException failed) {
            endAfter(failed, connection);
            throw failed;
        }
        end(connection);
        return result;
    }

    private static void begin(Connection connection, String application, Duration limit) throws SQLException {
        try (PreparedStatement settings = connection.prepareStatement(SETTINGS)) {
            settings.setString(1, Long.toString(Math.max(1, limit.toMillis())));
            settings.setString(2, application);
            settings.execute();
        }
    }

    private static void end(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static void endAfter(Exception failed, Connection connection) {
        try {
            end(connection);
        } catch (SQLException | RuntimeException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }
}
