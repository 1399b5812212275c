package io.plimsoll.examples.checkout.gameday;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every connection of a pool and lets further callers wait for one, as slow queries or a leak would do.
 *
 * <p>It has more threads than the pool has connections. Those that get one hold it, the rest wait; whose wait times out
 * waits again, until it is over.
 */
final class PoolSqueeze {

    private static final Logger log = LoggerFactory.getLogger(PoolSqueeze.class);
    private static final int WAITERS = 5;

    private final HikariDataSource pool;
    private final CountDownLatch over = new CountDownLatch(1);
    private final long begun = System.nanoTime();
    private final Duration howLong;

    private PoolSqueeze(HikariDataSource pool, Duration howLong) {
        this.pool = pool;
        this.howLong = howLong;
    }

    static PoolSqueeze start(HikariDataSource pool, Duration howLong) {
        var squeeze = new PoolSqueeze(pool, howLong);
        for (int i = 0; i < pool.getMaximumPoolSize() + WAITERS; i++) {
            var thread = new Thread(squeeze::takeAndHold, "game-day-pool-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        return squeeze;
    }

    boolean isOver() {
        return over.getCount() == 0 || remainingNanos() <= 0 || pool.isClosed();
    }

    void end() {
        over.countDown();
    }

    private void takeAndHold() {
        while (!isOver()) {
            try {
                hold(pool.getConnection());
            } catch (SQLException timedOut) {
                log.debug("Waits again", timedOut);
            } catch (InterruptedException interrupted) {
                return;
            }
        }
    }

    private void hold(Connection connection) throws SQLException, InterruptedException {
        try {
            boolean healed = over.await(remainingNanos(), TimeUnit.NANOSECONDS);
            log.debug("Gives back a connection, {}", healed ? "healed" : "time is over");
        } finally {
            connection.close();
        }
    }

    private long remainingNanos() {
        return howLong.toNanos() - (System.nanoTime() - begun);
    }
}
