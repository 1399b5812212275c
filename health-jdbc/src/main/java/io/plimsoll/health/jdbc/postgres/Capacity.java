package io.plimsoll.health.jdbc.postgres;

import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.hikari.PoolServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How many connections are in use, of how many, and what the server counts as it goes.
 *
 * @param used by clients, ours of this moment included
 * @param max of the server
 * @param reserved of those, for others than us
 * @param roleUsed by our role
 * @param roleMax of our role; negative if it has no limit
 * @param unseen sessions of this database whose state this role may not see
 * @param deadlocks of this database since its statistics began
 */
record Capacity(int used, int max, int reserved, int roleUsed, int roleMax, int unseen, long deadlocks) {

    /**
     * Sessions of other roles hide what kind they are, but not whose they are nor their database, which only clients and their
     * workers have both of.
     */
    private static final String QUERY = """
            SELECT count(*) AS used,
                   count(*) FILTER (WHERE a.usename = session_user) AS role_used,
                   count(*) FILTER (WHERE a.datname = current_database() AND a.backend_start IS NULL) AS unseen,
                   current_setting('max_connections')::int AS max,
                   CASE WHEN bool_or(r.rolsuper) THEN 0
                        ELSE current_setting('superuser_reserved_connections')::int
                             + coalesce(current_setting('reserved_connections', true)::int, 0)
                   END AS reserved,
                   max(CASE WHEN r.rolsuper THEN -1 ELSE r.rolconnlimit END) AS role_max,
                   (SELECT d.deadlocks FROM pg_stat_database d WHERE d.datname = current_database()) AS deadlocks
              FROM pg_stat_activity a CROSS JOIN (SELECT * FROM pg_roles WHERE rolname = session_user) r
             WHERE a.datid IS NOT NULL AND a.usesysid IS NOT NULL
               AND coalesce(a.backend_type, 'client backend') = 'client backend'
            """;

    static Capacity on(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Capacity(
                    row.getInt("used"),
                    row.getInt("max"),
                    row.getInt("reserved"),
                    row.getInt("role_used"),
                    row.getInt("role_max"),
                    row.getInt("unseen"),
                    row.getLong("deadlocks"));
        }
    }

    /** Whether nobody like us gets another connection. */
    boolean isFull() {
        return used >= max - reserved || isFullForRole();
    }

    /** For anyone; {@code null} while there are enough. */
    @Nullable
    String sentence() {
        if (isFullForRole()) {
            return roleUsed + " of " + roleMax + " connections of our role used";
        }
        return isFull() ? used + " of " + (max - reserved) + " server connections used" : null;
    }

    /** For a pool that wants more; the connection that asked is given back. */
    PoolServer.Room room() {
        int ofServer = max - reserved - used;
        int ofRole = roleMax < 0 ? ofServer : roleMax - roleUsed;
        String seen = ofRole < ofServer
                ? roleUsed + " of the role's " + roleMax + " connections in use"
                : used + " of max_connections " + max + " in use, " + reserved + " reserved";
        return new PoolServer.Room(Math.max(0, Math.min(ofServer, ofRole) + 1), seen);
    }

    Finding addTo(Finding finding) {
        Finding all = finding.with("server_connections", used).with("server_max_connections", max);
        if (roleMax >= 0) {
            all = all.with("role_connections", roleUsed).with("role_max_connections", roleMax);
        }
        return unseen == 0
                ? all
                : all.with("unseen_sessions", unseen)
                        .detail(
                                "unseen",
                                unseen + " sessions of other roles hide their state and statements from this role;"
                                        + " GRANT pg_read_all_stats shows them");
    }

    private boolean isFullForRole() {
        return roleMax >= 0 && roleUsed >= roleMax;
    }
}
