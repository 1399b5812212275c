package io.plimsoll.examples.checkout;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.jdbc.hikari.LargerPool;
import io.plimsoll.health.jdbc.postgres.PostgresPoolServer;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.resilience.panic.WhilePressed;
import io.plimsoll.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Twice the connections for those who write, while a button is pressed: for when something holds connections that it should
 * give back. The guard lets in no more than before, and who is let in finds a connection again.
 *
 * <p>The database is asked before whether it has room. If it has not, the log says so and the pool stays as it is.
 */
final class BiggerPool {

    private final LargerPool pool;
    private LargerPool.@Nullable Opening opening; // begin and end are never at work at once

    private BiggerPool(LargerPool pool) {
        this.pool = pool;
    }

    static void whilePressed(PanicBoard panic, HikariDataSource writes, Timing timing) {
        var bigger = new BiggerPool(LargerPool.of(writes, PostgresPoolServer.asked(), timing));
        WhilePressed.of(panic, Buttons.BIGGER_POOL, bigger::begin, bigger::end);
    }

    private void begin() {
        opening = pool.open(2 * Pools.WRITE);
    }

    private void end() {
        if (opening != null) {
            opening.close();
            opening = null;
        }
    }
}
