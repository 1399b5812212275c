package io.plimsoll.health.jdbc.postgres;

import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.hikari.HikariRecipe;
import io.plimsoll.health.jdbc.hikari.HikariStats;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where to ask a replica for its schema's version, and how. A replica that lags behind a migration answers with tables that
 * are not there yet.
 */
record SchemaOnReplica(DataSource replica, String query) {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    /**
     * What both answered.
     *
     * @param onReplica how far the replica says it is behind
     */
    record Compared(@Nullable String primary, @Nullable String replica, Replication onReplica) {

        boolean isSame() {
            return primary != null && primary.equals(replica);
        }

        Finding addTo(Finding finding) {
            return onReplica
                    .addTo(finding)
                    .with("schema_equal", isSame())
                    .detail("schema_version", Words.excerpt(primary))
                    .detail("schema_version_on_replica", Words.excerpt(replica));
        }
    }

    Compared compare(Connection primary, String application, Duration limit) throws SQLException {
        String here = version(primary);
        try (Connection connection = connect(application)) {
            return BoundedTransaction.run(
                    connection, application, limit, there -> new Compared(here, version(there), Replication.on(there)));
        }
    }

    private @Nullable String version(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** Beside its pool if it is one: a replica's pool may be exhausted as well. */
    private Connection connect(String application) throws SQLException {
        return HikariStats.isIn(replica)
                ? new HikariRecipe(HikariStats.poolIn(replica)).connect(CONNECT_LIMIT, application)
                : replica.getConnection();
    }
}
