package io.plimsoll.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What the sentinel does to a connection, as far as the driver goes along. */
final class Connections {

    private Connections() {}

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

    /** Limits each wait for the server, where the driver has network timeouts. */
    static void limit(Connection connection, Duration limit) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, limit.toMillis()));
        } catch (SQLException | RuntimeException | AbstractMethodError unable) {
            // Then the question's own limit has to do, and the abort when the check is given up.
        }
    }
}
