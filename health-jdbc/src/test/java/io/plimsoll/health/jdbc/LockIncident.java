package io.plimsoll.health.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A session that holds what others want, called nightly-report, and the others. */
final class LockIncident implements AutoCloseable {

    /** What one finds when one searches for how to find the blocker, reduced to its pids. */
    static final String COMMON_SELF_JOIN = """
            SELECT DISTINCT blocking.pid
              FROM pg_locks blocked
              JOIN pg_locks blocking
                ON blocking.locktype = blocked.locktype
               AND blocking.database IS NOT DISTINCT FROM blocked.database
               AND blocking.relation IS NOT DISTINCT FROM blocked.relation
               AND blocking.page IS NOT DISTINCT FROM blocked.page
               AND blocking.tuple IS NOT DISTINCT FROM blocked.tuple
               AND blocking.virtualxid IS NOT DISTINCT FROM blocked.virtualxid
               AND blocking.transactionid IS NOT DISTINCT FROM blocked.transactionid
               AND blocking.classid IS NOT DISTINCT FROM blocked.classid
               AND blocking.objid IS NOT DISTINCT FROM blocked.objid
               AND blocking.objsubid IS NOT DISTINCT FROM blocked.objsubid
               AND blocking.pid <> blocked.pid
             WHERE NOT blocked.granted
            """;

    /** What workers do. */
    static final String ORDER = "INSERT INTO orders (status) VALUES ('new')";

    private final PostgresServer postgres;
    private final Connection holder;
    private final int pid;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> workers = new ArrayList<>();

    private LockIncident(PostgresServer postgres, String role, String... statements) throws SQLException {
        this.postgres = postgres;
        holder = postgres.connect(role, "nightly-report");
        try (Statement statement = holder.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                pid = row.getInt(1);
            }
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Locks, and does nothing more. */
    static LockIncident by(PostgresServer postgres, String role, String... statements) throws SQLException {
        return new LockIncident(postgres, role, statements);
    }

    /** Locks the whole table, and does nothing more. */
    static LockIncident idleInTransaction(PostgresServer postgres) throws SQLException {
        return new LockIncident(postgres, "postgres", "BEGIN", "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
    }

    /** Locks the whole table, and is busy. */
    static LockIncident active(PostgresServer postgres) throws SQLException {
        LockIncident incident = idleInTransaction(postgres);
        incident.holdBusy();
        return incident;
    }

    int pid() {
        return pid;
    }

    Connection holder() {
        return holder;
    }

    void holdBusy() {
        threads.execute(() -> run(holder, "SELECT pg_sleep(600)"));
        awaitOne("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid + " AND wait_event = 'PgSleep'");
    }

    /** Lets these many work at once, each with a connection of its own from here. */
    void workers(int count, Connections connections, String sql) {
        for (int worker = 0; worker < count; worker++) {
            workers.add(threads.submit(() -> {
                try (Connection connection = connections.get()) {
                    return run(connection, sql);
                }
            }));
        }
    }

    /** Lets these many more wait for a connection of a pool that has none left. */
    void callers(int count, HikariDataSource pool) {
        workers(count, pool::getConnection, "SELECT 1");
        await(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == count);
    }

    /** Waits until these many sessions wait for a lock. */
    void awaitWaiting(int count) {
        await(() -> postgres.query("SELECT DISTINCT pid FROM pg_locks WHERE NOT granted")
                        .size()
                == count);
    }

    /** All workers have done their work. */
    void awaitWorkers() throws Exception {
        for (Future<?> worker : workers) {
            assertThat(worker.get(20, TimeUnit.SECONDS)).isEqualTo(true);
        }
    }

    private void awaitOne(String sql) {
        await(() -> postgres.query(sql).size() == 1);
    }

    static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin).as("waited in vain").isLessThan(20_000_000_000L);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws SQLException {
        postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = " + pid);
        holder.close();
        threads.shutdownNow();
    }

    private static boolean run(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException ended) {
            return false;
        }
    }

    /** Where a worker's connection comes from. */
    @FunctionalInterface
    interface Connections {
        Connection get() throws SQLException;
    }
}
