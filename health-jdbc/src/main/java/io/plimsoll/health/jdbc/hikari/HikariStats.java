package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.plimsoll.health.probe.PoolStats;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a HikariCP pool, read from its counters: no connection is asked for and no lock is taken. A pool that has
 * not started yet, since the first caller starts it, has no connections.
 */
public final class HikariStats implements Supplier<PoolStats> {

    /** What HikariCP fills in for an unset maximum when the pool starts. */
    private static final int DEFAULT_MAXIMUM = 10;

    private final HikariDataSource pool;

    public HikariStats(HikariDataSource pool) {
        this.pool = requireNonNull(pool, "pool");
    }

    /**
     * Finds the pool in whatever is wrapped around it.
     *
     * @throws IllegalArgumentException if there is none to be found
     */
    public static HikariDataSource poolIn(DataSource dataSource) {
        requireNonNull(dataSource, "dataSource");
        if (dataSource instanceof HikariDataSource pool) {
            return pool;
        }
        try {
            if (dataSource.isWrapperFor(HikariDataSource.class)) {
                return dataSource.unwrap(HikariDataSource.class);
            }
        } catch (SQLException | RuntimeException unable) {
            throw notHikari(dataSource, unable);
        }
        throw notHikari(dataSource, null);
    }

    /** Whether {@link #poolIn} finds one. */
    public static boolean isIn(DataSource dataSource) {
        try {
            return dataSource instanceof HikariDataSource || dataSource.isWrapperFor(HikariDataSource.class);
        } catch (SQLException | RuntimeException unable) {
            return false;
        }
    }

    @Override
    public PoolStats get() {
        int configured = pool.getMaximumPoolSize();
        int max = configured < 1 ? DEFAULT_MAXIMUM : configured;
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        if (numbers == null) {
            return new PoolStats(0, 0, 0, max, 0);
        }
        return new PoolStats(
                numbers.getActiveConnections(),
                numbers.getIdleConnections(),
                numbers.getTotalConnections(),
                max,
                numbers.getThreadsAwaitingConnection());
    }

    /** For how long a caller waits for a connection, as configured at the moment. */
    public Duration patience() {
        return Duration.ofMillis(pool.getConnectionTimeout());
    }

    private static IllegalArgumentException notHikari(DataSource dataSource, @Nullable Exception cause) {
        return new IllegalArgumentException(
                dataSource.getClass().getName()
                        + " is no HikariDataSource and does not unwrap to one, so its pool cannot be"
                        + " read; for another pool use DatabaseProbe.builder(connector).pool(numbers)",
                cause);
    }
}
