package io.plimsoll.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Makes the connection that a {@link DatabaseProbe} keeps for itself.
 *
 * <p>It must come from the driver, not from the pool: a probe that waits for the pool reports an exhausted pool as a dead
 * database.
 */
@FunctionalInterface
public interface Connector {

    /**
     * Connects, on a thread that may block. Called when there is no connection, and again only some time after a failure; never
     * concurrently, except that a diagnosis makes a connection of its own beside it. Reads credentials afresh, since they
     * rotate.
     *
     * <p>Nobody can abort a connection that does not exist yet, so this has to end by limits of the driver. Until it ends, the
     * database counts as not answering and no second attempt is made.
     *
     * @param limit how long the attempt that needs the connection may still take, longer than zero; for the driver's limits on
     *     connecting and reading, rounded up where they are in seconds
     * @return an open connection in autocommit mode; the probe closes it
     * @throws SQLException whatever the driver throws: its SQL state and causes become the finding's code
     */
    Connection connect(Duration limit) throws SQLException;
}
