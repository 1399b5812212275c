package io.plimsoll.health.jdbc.hikari;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks a pool for a connection as a caller who waits for none. */
final class CallForOne {

    private CallForOne() {}

    /**
     * One that is idle, or {@code null}: then the pool has been called for one more, if it may have it, since one who is
     * interrupted has called before it leaves the queue.
     */
    static @Nullable Connection withoutWaiting(DataSource pool) {
        boolean interrupted = Thread.interrupted();
        Thread.currentThread().interrupt();
        try {
            return pool.getConnection();
        } catch (SQLException asMeant) {
            return null;
        } finally {
            Thread.interrupted();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
