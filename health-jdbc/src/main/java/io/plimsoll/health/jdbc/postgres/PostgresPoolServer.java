package io.plimsoll.health.jdbc.postgres;

import io.plimsoll.health.jdbc.hikari.PoolServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Tells the remedies for a pool what they have to know of PostgreSQL, from 13 to 18: {@code max_connections} without what is
 * reserved for others, the role's own limit, and when a session began. Needs no particular rights. Immutable.
 */
public final class PostgresPoolServer implements PoolServer {

    private static final PostgresPoolServer ASKED = new PostgresPoolServer();
    private static final String APPLICATION = "plimsoll-remedy";
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(1);
    private static final String AGE = """
            SELECT extract(epoch FROM clock_timestamp() - backend_start) AS age
              FROM pg_stat_activity WHERE pid = pg_backend_pid()
            """;

    private PostgresPoolServer() {}

    /** Asked anew each time. */
    public static PostgresPoolServer asked() {
        return ASKED;
    }

    @Override
    public Room room(Connection connection) throws SQLException {
        return BoundedTransaction.run(connection, APPLICATION, STATEMENT_TIMEOUT, Capacity::on)
                .room();
    }

    @Override
    public Duration age(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(AGE);
                ResultSet row = query.executeQuery()) {
            Duration age = row.next() ? Rows.seconds(row, "age") : null;
            if (age == null) {
                throw new SQLException("the server does not know this session");
            }
            return age;
        }
    }
}
