package io.plimsoll.health.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;

/** A pool that gives no connection to a thread of ours and remembers that one asked. */
final class PoolForbiddenToProbes extends HikariDataSource {

    private volatile boolean asked;

    PoolForbiddenToProbes(HikariConfig config) {
        super(config);
    }

    boolean wasAskedByProbe() {
        return asked;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (Thread.currentThread().getName().startsWith("plimsoll-")) {
            asked = true;
            throw new AssertionError("a probe asks the pool for a connection");
        }
        return super.getConnection();
    }
}
