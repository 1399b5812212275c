package io.plimsoll.health.jdbc.hikari;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A warm-up's view of HikariCP.
 *
 * <p>HikariCP looks at {@code minimumIdle} every 30 s, when a connection is closed, and when a caller finds none that is idle. So
 * one that is to look now is called while all that are idle are borrowed, which takes microseconds: they are given back before
 * the new one is made. A pool that has not started yet is started by its first caller.
 */
final class HikariWarmPool implements WarmPool {

    private final HikariDataSource pool;

    HikariWarmPool(HikariDataSource pool) {
        this.pool = pool;
    }

    @Override
    public boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public int total() {
        return number(HikariPoolMXBean::getTotalConnections);
    }

    @Override
    public int idle() {
        return number(HikariPoolMXBean::getIdleConnections);
    }

    @Override
    public int waiting() {
        return number(HikariPoolMXBean::getThreadsAwaitingConnection);
    }

    @Override
    public int minimumIdle() {
        return pool.getMinimumIdle();
    }

    @Override
    public void minimumIdle(int connections) {
        pool.setMinimumIdle(connections);
    }

    @Override
    public void callForOne() {
        if (pool.getHikariPoolMXBean() == null) {
            startIt();
            return;
        }
        int most = total();
        List<Connection> held = new ArrayList<>();
        try {
            Connection idle = CallForOne.withoutWaiting(pool);
            while (idle != null) {
                held.add(idle);
                idle = held.size() > most ? null : CallForOne.withoutWaiting(pool);
            }
        } finally {
            held.forEach(HikariWarmPool::giveBack);
        }
    }

    /** As its first caller, without the haste that would cut HikariCP's pauses short where it fails. */
    private void startIt() {
        try (Connection first = pool.getConnection()) {
            first.clearWarnings();
        } catch (SQLException | RuntimeException notYet) {
            // The next beat tries again.
        }
    }

    private int number(ToIntFunction<HikariPoolMXBean> what) {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        return numbers == null ? 0 : what.applyAsInt(numbers);
    }

    private static void giveBack(Connection borrowed) {
        try {
            borrowed.close();
        } catch (SQLException broken) {
            // The pool has noticed as well, and closes it for good.
        }
    }
}
