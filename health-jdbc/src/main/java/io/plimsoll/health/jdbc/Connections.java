package io.plimsoll.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What the sentinel does to a connection, as far as the driver goes along. */
final class Connections {

    private Connections() {}

    /**
     * Makes one round trip, blocking for the limit at most where the driver has network timeouts.
     *
     * @param testQuery for a driver whose {@link Connection#isValid} does not work
     */
    static boolean answers(Connection connection, @Nullable String testQuery, Duration limit) throws SQLException {
        limit(connection, limit);
        if (testQuery == null) {
            // Never zero, which would mean for ever; rounded up, so that the network timeout decides where there is
            // one.
            return connection.isValid((int) Math.max(1, limit.plusMillis(999).toSeconds()));
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(testQuery);
            return true;
        }
    }

    /** Ends a connection whose server may not listen, now or soon, without waiting for anyone. */
    static void abort(Connection connection, Executor executor) {
        try {
            executor.execute(() -> abort(connection));
        } catch (RejectedExecutionException closed) {
            abort(connection);
        }
    }

    /** Ends a connection under a thread that reads from it: that read fails at once. */
    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException | AbstractMethodError unable) {
            close(connection);
        }
    }

    /** Takes leave of a server that listens; waits 1 s at most where the driver has network timeouts. */
    static void close(Connection connection) {
        limit(connection, Duration.ofSeconds(1));
        try {
            connection.close();
        } catch (SQLException | RuntimeException goneAnyway) {
            // There is nobody to tell, and nothing else to do.
        }
    }

    private static void limit(Connection connection, Duration limit) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, limit.toMillis()));
        } catch (SQLException | RuntimeException | AbstractMethodError unable) {
            // Then the limit of isValid has to do, and the abort when the check is given up.
        }
    }
}
