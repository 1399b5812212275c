package io.plimsoll.health.jdbc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session waits for a lock because of another one; a session that waits because of several is in as many of these.
 *
 * @param pid who waits
 * @param blocker because of whom; 0 for a prepared transaction, which has no session
 * @param ours whether it is our own role that waits, in our own database
 * @param waited for how long; {@code null} if this role may not see it
 * @param lock what it waits for, in words
 * @param target the same, so that the holder's lock can be found
 * @param statement what it runs, cut
 */
record LockWait(
        int pid, int blocker, boolean ours, @Nullable Duration waited, String lock, String target, String statement) {

    /**
     * How many are looked at, ours and the longest first: {@code pg_blocking_pids} keeps everybody from locking while it
     * looks.
     */
    static final int MOST = 100;

    private static final int MOST_ROWS = 10_000;
    private static final int KNOWS_WAIT_START = 14;

    /** What identifies a lock's object. */
    static final String TARGET = "ROW(l.locktype, l.database, l.relation, l.page, l.tuple, l.virtualxid,"
            + " l.transactionid, l.classid, l.objid, l.objsubid)::text";

    /** The object's name where it has one in this database. */
    static final String RELATION = "CASE WHEN l.database = (SELECT oid FROM pg_database"
            + " WHERE datname = current_database()) THEN l.relation::regclass::text END";

    /** Locks are seen by every role, statements are not: so the waiters are found by the locks. */
    private static final String QUERY = """
            WITH waiting AS MATERIALIZED (
              SELECT l.pid, l.mode, l.locktype, %s AS relation, %s AS target,
                     coalesce(a.datname = current_database() AND a.usename = session_user, false) AS ours,
                     extract(epoch FROM clock_timestamp() - %s) AS waited,
                     left(a.query, 1000) AS statement
                FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
               WHERE NOT l.granted AND l.pid IS NOT NULL
               ORDER BY ours DESC, waited DESC NULLS LAST
               LIMIT %d)
            SELECT w.*, b.pid AS blocker
              FROM waiting w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b (pid)
             LIMIT %d
            """;

    /** All of them now. */
    static List<LockWait> allOn(Connection connection) throws SQLException {
        // Before, the statement's start is the best there is: it has not waited for longer.
        String since = connection.getMetaData().getDatabaseMajorVersion() >= KNOWS_WAIT_START
                ? "l.waitstart"
                : "a.query_start";
        var waits = new ArrayList<LockWait>();
        try (PreparedStatement query =
                        connection.prepareStatement(QUERY.formatted(RELATION, TARGET, since, MOST, MOST_ROWS));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                waits.add(new LockWait(
                        rows.getInt("pid"),
                        rows.getInt("blocker"),
                        rows.getBoolean("ours"),
                        Rows.seconds(rows, "waited"),
                        lock(rows),
                        Rows.text(rows, "target"),
                        Words.excerpt(rows.getString("statement"))));
            }
        }
        return waits;
    }

    /** As "AccessExclusiveLock on relation orders". */
    static String lock(ResultSet row) throws SQLException {
        return (row.getString("mode") + " on " + row.getString("locktype") + " " + Rows.text(row, "relation")).strip();
    }
}
