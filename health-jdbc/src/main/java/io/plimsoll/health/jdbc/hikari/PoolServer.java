package io.plimsoll.health.jdbc.hikari;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What a remedy for a pool has to know of the server behind it; for PostgreSQL {@link
 * io.plimsoll.health.jdbc.postgres.PostgresPoolServer}.
 *
 * <p>Called on threads that may block, on connections whose reads have a limit where the driver has one.
 */
public interface PoolServer {

    /**
     * How many connections are left.
     *
     * @param left for this role, beyond all that are open and counting the one that asks, which is given back
     * @param seen how that number comes about, in words that go to whoever is refused
     */
    record Room(int left, String seen) {}

    /** Asks for the room that there is, on a connection of its own: whatever it answers may be outdated the next moment. */
    Room room(Connection connection) throws SQLException;

    /** For how long this connection has been there. */
    Duration age(Connection connection) throws SQLException;
}
