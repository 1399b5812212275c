package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.plimsoll.time.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Gives a HikariCP pool more connections for a while: for an incident in which the pool is too small and the server has room.
 *
 * <pre>{@code
 * LargerPool larger = LargerPool.of(dataSource, PostgresPoolServer.asked(), timing);   // one for a pool
 * try (LargerPool.Opening opening = larger.open(40)) { ... }
 * }</pre>
 *
 * <p>The pool has the largest size among all openings that are in force, and its own size again after the last. Then the
 * connections that are too many are closed one by one, while no caller waits; what is left of them after 10 minutes ends with
 * HikariCP's {@code maxLifetime}.
 *
 * <p>HikariCP makes a connection when a caller comes, not for those who wait already; so the pool is called once for each of
 * them, without waiting.
 *
 * <p>The server is asked before, on a connection for that moment, never on one of the pool's. It is seen once: whoever else
 * opens connections in the same second may still take them, and each instance of a fleet asks for itself.
 *
 * <p>Whoever sets another size meanwhile has the last word: every opening ends, and the size is left alone. Safe from any
 * thread.
 */
public final class LargerPool {

    private static final String APPLICATION = "plimsoll-remedy";
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration PACE = Duration.ofMillis(200);

    private final HikariDataSource pool;
    private final HikariRecipe recipe;
    private final PoolServer server;
    private final OneByOne surplus;

    private final Object lock = new Object();
    private final List<Opening> inForce = new ArrayList<>(); // guarded by lock
    private int own; // guarded by lock: the size without us, while there is an opening
    private int given; // guarded by lock: the size that we have set, likewise

    private LargerPool(HikariDataSource pool, PoolServer server, Timing timing) {
        this.pool = pool;
        this.recipe = new HikariRecipe(pool);
        this.server = requireNonNull(server, "server");
        this.surplus = new OneByOne(pool, timing, PACE);
    }

    /**
     * For this pool; one object for all openings of it, since two would not know of each other.
     *
     * @param dataSource a {@link HikariDataSource}, or anything that unwraps to one
     * @param timing threads on which connections that are too many are closed
     * @throws IllegalArgumentException if no HikariCP pool is found in it
     */
    public static LargerPool of(DataSource dataSource, PoolServer server, Timing timing) {
        return new LargerPool(HikariStats.poolIn(dataSource), server, requireNonNull(timing, "timing"));
    }

    /**
     * Lets the pool grow to this size until the opening is closed. Blocks for some seconds at most, by the limits of the driver:
     * 2 s to connect and 2 s for each read with PostgreSQL's.
     *
     * @throws IllegalArgumentException if the pool has that size without it
     * @throws IllegalStateException if the pool does not run, if the server has no room for that many, or if it cannot be asked
     */
    public Opening open(int size) {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        if (numbers == null || pool.isClosed()) {
            throw new IllegalStateException("pool " + pool.getPoolName()
                    + " does not run, so it cannot be made larger; it starts with its first" + " caller");
        }
        requireLarger(size);
        requireRoom(size, Math.max(0, size - numbers.getTotalConnections()));
        var opening = new Opening(size);
        synchronized (lock) {
            endIfOverruled();
            requireLarger(size);
            if (inForce.isEmpty()) {
                own = pool.getMaximumPoolSize();
            }
            inForce.add(opening);
            give();
        }
        callForWhoWaits();
        return opening;
    }

    private void callForWhoWaits() {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        int more = Math.min(
                numbers.getThreadsAwaitingConnection(), pool.getMaximumPoolSize() - numbers.getTotalConnections());
        for (int call = 0; call < more; call++) {
            callWithoutWaiting();
        }
    }

    /** Nobody waits for what is being made but those who waited before. */
    private void callWithoutWaiting() {
        try (Connection unneeded = CallForOne.withoutWaiting(pool)) {
            if (unneeded != null) {
                unneeded.clearWarnings();
            }
        } catch (SQLException broken) {
            // The pool has noticed as well, and closes it for good.
        }
    }

    private void requireLarger(int size) {
        synchronized (lock) {
            endIfOverruled();
            int without = inForce.isEmpty() ? pool.getMaximumPoolSize() : own;
            if (size <= without) {
                throw new IllegalArgumentException("size must be larger than that of pool " + pool.getPoolName() + ", "
                        + without + ", but is " + size + "; nothing would change");
            }
        }
    }

    private void requireRoom(int size, int more) {
        PoolServer.Room room;
        try (Connection connection = recipe.connect(LIMIT, APPLICATION)) {
            limitReads(connection);
            room = server.room(connection);
        } catch (SQLException unknown) {
            throw new IllegalStateException(
                    refusal(size) + "the server cannot be asked how many connections it has left (SQL state "
                            + unknown.getSQLState() + "), and a larger pool may take those that others need",
                    unknown);
        }
        if (more > room.left()) {
            throw new IllegalStateException(refusal(size) + "it would need " + more + " more, and the server has "
                    + room.left() + " left (" + room.seen() + "), so others would be refused");
        }
    }

    private String refusal(int size) {
        return "pool " + pool.getPoolName() + " stays at " + pool.getMaximumPoolSize() + " connections instead of "
                + size + ": ";
    }

    private void close(Opening opening) {
        synchronized (lock) {
            endIfOverruled();
            if (!inForce.remove(opening)) {
                return;
            }
            give();
        }
        surplus.begin(new OneByOne.Choice() {
            @Override
            public boolean isOver() {
                return pool.getHikariPoolMXBean().getTotalConnections() <= pool.getMaximumPoolSize();
            }

            @Override
            public boolean goes(Connection connection) {
                return !isOver();
            }
        });
    }

    /** Somebody else has set the size since: it is theirs. */
    private void endIfOverruled() {
        if (!inForce.isEmpty() && pool.getMaximumPoolSize() != given) {
            inForce.clear();
        }
    }

    private void give() {
        given = Math.max(own, inForce.stream().mapToInt(Opening::size).max().orElse(own));
        pool.setMaximumPoolSize(given);
    }

    private static void limitReads(Connection connection) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) LIMIT.toMillis());
        } catch (SQLException | RuntimeException | AbstractMethodError unable) {
            // Then the driver's own limits have to do.
        }
    }

    /** A larger size, until it is closed. */
    public final class Opening implements AutoCloseable {

        private final int size;

        private Opening(int size) {
            this.size = size;
        }

        /** The size that was asked for. */
        public int size() {
            return size;
        }

        /** Whether the pool is this large, or larger, because of it: not closed, and overruled by nobody. */
        public boolean isInForce() {
            synchronized (lock) {
                endIfOverruled();
                return inForce.contains(this);
            }
        }

        /** Ends it; does not block. Idempotent, and does nothing once somebody else has set another size. */
        @Override
        public void close() {
            LargerPool.this.close(this);
        }
    }
}
