package io.plimsoll.health.jdbc.postgres;

import io.plimsoll.health.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far the replica that is furthest behind is behind; asked on the replica itself, how far that one is.
 *
 * @param replicas that stream from the server; none if we asked a replica
 * @param lag {@code null} if nothing is replicated, or this role may not see it
 * @param lagBytes likewise
 */
record Replication(
        boolean onReplica,
        int replicas,
        @Nullable Duration lag,
        @Nullable Long lagBytes) {

    private static final String QUERY = """
            SELECT pg_is_in_recovery() AS on_replica, r.replicas,
                   CASE WHEN NOT pg_is_in_recovery() THEN r.lag
                        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
                        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
                   END AS lag,
                   CASE WHEN NOT pg_is_in_recovery() THEN r.lag_bytes
                        ELSE pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                   END AS lag_bytes
              FROM (SELECT count(*) AS replicas, max(extract(epoch FROM replay_lag)) AS lag,
                           max(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn()
                                                    ELSE pg_current_wal_lsn() END, replay_lsn)) AS lag_bytes
                      FROM pg_stat_replication) r
            """;

    static Replication on(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(QUERY);
                ResultSet row = query.executeQuery()) {
            row.next();
            long bytes = row.getLong("lag_bytes");
            Long lagBytes = row.wasNull() ? null : Math.max(0, bytes);
            return new Replication(
                    row.getBoolean("on_replica"), row.getInt("replicas"), Rows.seconds(row, "lag"), lagBytes);
        }
    }

    Finding addTo(Finding finding) {
        Finding all = onReplica || replicas == 0 ? finding : finding.with("replicas", replicas);
        if (lag != null) {
            all = all.with("replica_lag_seconds", lag.toMillis() / 1_000.0);
        }
        return lagBytes == null ? all : all.with("replica_lag_bytes", lagBytes);
    }
}
