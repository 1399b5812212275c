package io.plimsoll.health.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** The source of many pools' connections, which counts how often and how many at once they connect. */
final class CountedConnects extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final transient List<Long> attempts = new ArrayList<>(); // guarded by this
    private int connecting; // guarded by this
    private int mostAtOnce; // guarded by this

    CountedConnects(PostgresServer postgres) {
        setUrl(postgres.url());
        setUser("postgres");
        setPassword("postgres");
        setConnectTimeout(10);
        setSocketTimeout(30);
    }

    @Override
    public Connection getConnection() throws SQLException {
        begin();
        try {
            return super.getConnection();
        } finally {
            end();
        }
    }

    synchronized void forget() {
        attempts.clear();
        mostAtOnce = connecting;
    }

    synchronized int attempts() {
        return attempts.size();
    }

    synchronized int mostAtOnce() {
        return mostAtOnce;
    }

    synchronized int worstSecond() {
        return WorstSecond.of(attempts);
    }

    private synchronized void begin() {
        attempts.add(System.nanoTime());
        connecting++;
        mostAtOnce = Math.max(mostAtOnce, connecting);
    }

    private synchronized void end() {
        connecting--;
    }
}
