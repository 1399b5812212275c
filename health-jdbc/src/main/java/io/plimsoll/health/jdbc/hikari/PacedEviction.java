package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.plimsoll.time.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * Replaces all connections of a HikariCP pool, one after the other: after a failover, a change of settings at the server, or
 * whatever else old sessions do not know of.
 *
 * <pre>{@code
 * PacedEviction eviction = PacedEviction.of(dataSource, PostgresPoolServer.asked(), timing, ofSeconds(1));
 * PacedEviction.Run run = eviction.begin();
 * }</pre>
 *
 * <p>HikariCP's {@code softEvictConnections} closes all that are idle at once, so that callers queue while they are made again,
 * and every instance that does so connects at once. Here one goes in a beat, and the pool serves on. Nothing is taken from
 * anyone: a connection that is in use goes once it is idle.
 *
 * <p>What it does to the pool: it is one more caller, who borrows what is idle, for some 20 ms in a beat, and asks each for how
 * long it has been there, by one statement that may take 2 s; one that does not answer goes as well. A beat is left out while
 * callers wait, and while the pool has not yet made up for the one before; so a server that takes no new connection costs the
 * pool one and not all, and a pool that stays exhausted keeps its old ones.
 */
public final class PacedEviction {

    private static final int READ_LIMIT_MILLIS = 2_000;

    private final HikariDataSource pool;
    private final PoolServer server;
    private final Timing timing;
    private final OneByOne oneByOne;

    private PacedEviction(HikariDataSource pool, PoolServer server, Timing timing, Duration pace) {
        this.pool = pool;
        this.server = requireNonNull(server, "server");
        this.timing = timing;
        this.oneByOne = new OneByOne(pool, timing, pace);
    }

    /**
     * For this pool.
     *
     * @param dataSource a {@link HikariDataSource}, or anything that unwraps to one
     * @param server tells old connections from new ones; a pooler between pool and server tells its own sessions' age instead,
     *     and then some may be left out
     * @param timing clock and threads; one thread waits for the pool and the server, and only while a run is under way
     * @param pace between two connections of this instance; a fleet of n makes n in that time
     * @throws IllegalArgumentException if no HikariCP pool is found, or the pace is not longer than zero
     */
    public static PacedEviction of(DataSource dataSource, PoolServer server, Timing timing, Duration pace) {
        if (pace.isNegative() || pace.isZero()) {
            throw new IllegalArgumentException(
                    "pace must be longer than zero: " + pace + "; all at once is softEvictConnections");
        }
        return new PacedEviction(HikariStats.poolIn(dataSource), server, requireNonNull(timing, "timing"), pace);
    }

    /**
     * Begins to replace all connections that the pool has now, and does not block; one that it is making at this moment may stay. Ends by itself when that is done, after 10
     * minutes whatever is left, and once as many did not answer as there were. One run at a time: this ends the one before.
     *
     * @throws IllegalStateException if the pool does not run
     */
    public Run begin() {
        HikariPoolMXBean numbers = pool.getHikariPoolMXBean();
        if (numbers == null || pool.isClosed()) {
            throw new IllegalStateException(
                    "pool " + pool.getPoolName() + " does not run, so it has no connections to replace");
        }
        var run = new Run(numbers.getTotalConnections(), timing.ticker().nanos());
        oneByOne.begin(run.choice);
        return run;
    }

    /** Replaces the connections that there were when it began. */
    public final class Run implements AutoCloseable {

        private final int all;
        private final long begunNanos;
        private final Old choice = new Old();
        private final AtomicInteger old = new AtomicInteger();
        private final AtomicInteger mute = new AtomicInteger();
        private volatile boolean done;

        private Run(int all, long begunNanos) {
            this.all = all;
            this.begunNanos = begunNanos;
        }

        /** How many have been closed: old ones, and such as did not answer, which may have been new. */
        public int evicted() {
            return old.get() + mute.get();
        }

        /** How many may be left to close; those that ended by themselves are counted until the end. */
        public int left() {
            return done ? 0 : all - old.get();
        }

        /** Whether it goes on. */
        public boolean isUnderWay() {
            return oneByOne.isRunning(choice);
        }

        /** Leaves the rest as it is; does not block. Idempotent. */
        @Override
        public void close() {
            oneByOne.end(choice);
        }

        private final class Old implements OneByOne.Choice {

            private boolean inDoubt; // of one beat at a time

            @Override
            public boolean isOver() {
                return left() == 0 || mute.get() >= all;
            }

            @Override
            public boolean goes(Connection connection) {
                try {
                    connection.setNetworkTimeout(Runnable::run, READ_LIMIT_MILLIS);
                    return isOld(connection);
                } catch (SQLException | RuntimeException noAnswer) {
                    mute.incrementAndGet();
                    return true;
                }
            }

            private boolean isOld(Connection connection) throws SQLException {
                long before = sinceBegin();
                long age = server.age(connection).toNanos();
                if (age > sinceBegin()) {
                    old.incrementAndGet();
                    return true;
                }
                // As old as the run, but for the time that the answer took: the next beat asks again.
                inDoubt |= age > before;
                return false;
            }

            @Override
            public void nothingGoes() {
                done = !inDoubt;
                inDoubt = false;
            }

            private long sinceBegin() {
                return timing.ticker().nanos() - begunNanos;
            }
        }
    }
}
