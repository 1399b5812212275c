package io.plimsoll.health.jdbc.hikari;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.ForwardingProbe;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a HikariCP pool slowly, at the start and after its server was gone, so that a hundred instances that start at once do not
 * open two thousand connections in the same two seconds.
 *
 * <pre>{@code
 * HikariWarmup warmup = HikariWarmup.of(config, timing);           // before the pool: it sets config.minimumIdle
 * HikariDataSource pool = new HikariDataSource(config);
 * warmup.begin(pool);
 * HealthMonitor.builder(...).required("database", warmup.before(DatabaseProbe.of(pool)))
 * }</pre>
 *
 * <p><b>What it does to the pool.</b> Besides the remedies, which somebody presses, this is the one thing here that changes a
 * pool at run time, by itself: its {@code minimumIdle}. While the pool is filled that is 0, or for half a second one more than
 * are idle, so HikariCP makes connections for callers and for this alone. When the pool is full, and when this is closed, it is what
 * you configured; so close it before its threads. Nothing else is changed. Whoever sets another {@code minimumIdle}
 * meanwhile, over JMX say, has the last word, and the warm-up ends. It is one more caller, who borrows all that is idle once in a
 * beat and gives it back at once, after the round trip with which HikariCP tests what was idle for half a second, as your metrics
 * of the pool will show.
 *
 * <p><b>Callers come first.</b> Nobody waits for a warm-up: who finds no idle connection gets one made, as without it. A beat is
 * left out while callers wait. So what is paced is what nobody needs yet; a service under full load fills its pool by itself, one
 * connection at a time, as HikariCP does.
 *
 * <p><b>It gives way.</b> When the server gives no connection, the next beat is twice as far away, up to 30 s (5 s while there is
 * not even the minimum). Tell it by {@link Builder#giveWayWhile} what else is distress. A pool that is filled by nobody for longer than
 * its {@code idleTimeout} loses what is idle, and is filled again after the distress.
 *
 * <p><b>After a restart.</b> When half of the connections are lost at once, they are made again at the same pace. HikariCP finds
 * that out as callers borrow; what it makes in the tenth of a second until this notices is not paced.
 *
 * <p><b>Limits.</b> One warm-up for a configuration. A pool that is suspended holds the thread of one beat until it is resumed. A server that accepts and is silent
 * holds it for HikariCP's {@code validationTimeout} for each idle connection that is tested, as it does every caller.
 *
 * <p>With the defaults 100 instances of 20 connections open at most 65 in a second, and have all after some 80 s ({@code
 * WarmupFleetTest}); that is with {@code initializationFailTimeout} -1, since otherwise HikariCP makes the first at once. Safe from any thread.
 */
public final class HikariWarmup implements AutoCloseable {

    private static final int DEFAULT_MAXIMUM = 10;

    private final HikariConfig config;
    private final WarmupPlan plan;
    private final int prepared;
    private final Timing timing;
    private volatile @Nullable PoolFilling filling;

    private HikariWarmup(HikariConfig config, WarmupPlan plan, Timing timing) {
        this.config = config;
        this.plan = plan;
        this.prepared = config.getMinimumIdle();
        this.timing = timing;
    }

    /** With all defaults; see {@link #builder} and {@link Builder#build}. */
    public static HikariWarmup of(HikariConfig config, Timing timing) {
        return builder(config, timing).build();
    }

    /**
     * For a pool that does not run yet.
     *
     * @param config what the one pool is made from; or, where a framework makes it, the {@link HikariDataSource} itself before its
     *     first caller. Its {@code minimumIdle} is what the pool will be filled to: as many as it may have, if it is not set
     * @param timing clock and threads; one thread for some milliseconds in a beat
     */
    public static Builder builder(HikariConfig config, Timing timing) {
        return new Builder(requireNonNull(config, "config"), requireNonNull(timing, "timing"));
    }

    /** How a pool is to be filled. */
    public static final class Builder {

        private static final Duration SHORTEST_PACE = Duration.ofMillis(500);
        private static final Duration LONGEST = Duration.ofHours(1);
        private static final Duration LEAST_IDLE = Duration.ofMinutes(1);

        private final HikariConfig config;
        private final Timing timing;
        private @Nullable Integer minimum;
        private Duration pace = Duration.ofSeconds(2);
        private Duration spread = Duration.ofSeconds(30);
        private BooleanSupplier distress = () -> false;

        private Builder(HikariConfig config, Timing timing) {
            this.config = config;
            this.timing = timing;
        }

        /**
         * How many connections are made without a wait at random, though at the pace; {@link #before} is not UP with fewer. 2 by
         * default, or 1 for a pool of one.
         */
        public Builder minimum(int connections) {
            minimum = connections;
            return this;
        }

        /** The time between two connections of one instance, from 0.5 s, and up to half of it more. 2 s by default. */
        public Builder pace(Duration time) {
            requireWithin("pace", SHORTEST_PACE, time);
            pace = time;
            return this;
        }

        /** The longest wait at random before what is more than the minimum; 30 s by default, zero for none. */
        public Builder spread(Duration time) {
            requireWithin("spread", Duration.ZERO, time);
            spread = time;
            return this;
        }

        /**
         * While this is true, no connection is made beyond the minimum that no caller waits for: {@code () ->
         * health.status("database") != UP}, say. Asked once in a beat, on a thread that may block; what it throws counts as true.
         */
        public Builder giveWayWhile(BooleanSupplier inDistress) {
            distress = requireNonNull(inDistress, "inDistress");
            return this;
        }

        /**
         * Takes note of the configuration's {@code minimumIdle}, and sets that with which the pool starts: 1, or 0 if {@code
         * initializationFailTimeout} is negative, so that it starts without the server, and not all instances connect at once.
         *
         * @throws IllegalArgumentException if there is nothing to fill, or not as much as the minimum, or if what is made would
         *     be closed meanwhile for being idle
         * @throws IllegalStateException if the pool runs already
         */
        public HikariWarmup build() {
            if (config instanceof HikariDataSource pool && pool.getHikariPoolMXBean() != null) {
                throw new IllegalStateException(
                        "pool " + pool.getPoolName()
                                + " runs already, and has begun to fill itself; a warm-up is made before the pool's first caller");
            }
            int maximum = config.getMaximumPoolSize() < 1 ? DEFAULT_MAXIMUM : config.getMaximumPoolSize();
            int idle = config.getMinimumIdle();
            int target = idle < 0 || idle > maximum ? maximum : idle;
            if (target == 0) {
                throw new IllegalArgumentException(
                        "minimumIdle of the pool is 0, so it makes connections for callers only: there is nothing to fill");
            }
            int needed = minimum == null ? Math.min(2, target) : minimum;
            if (needed < 1 || needed > target) {
                throw new IllegalArgumentException("minimum must be from 1 to the pool's " + target + ", but is "
                        + needed + "; with more it would never be ready");
            }
            requireIdleTimeout();
            // To keep none would close the connection that HikariCP makes to see whether it can.
            config.setMinimumIdle(config.getInitializationFailTimeout() < 0 ? 0 : 1);
            return new HikariWarmup(config, new WarmupPlan(target, needed, pace, spread, distress), timing);
        }

        /** While nothing is kept, HikariCP closes what has been idle for that long; a beat uses all that are idle. */
        private void requireIdleTimeout() {
            Duration idle = Duration.ofMillis(config.getIdleTimeout());
            Duration longest = Stream.of(LEAST_IDLE, pace.multipliedBy(2), spread)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            if (!idle.isZero() && idle.compareTo(longest) < 0) {
                throw new IllegalArgumentException("idleTimeout of the pool must be 0 or at least " + longest
                        + " (1 min, twice the pace, the spread), but is " + idle
                        + "; connections would be closed before the pool is full");
            }
        }

        private static void requireWithin(String name, Duration shortest, Duration time) {
            if (time.compareTo(shortest) < 0 || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        name + " must be from " + shortest + " to " + LONGEST + ", but is " + time);
            }
        }
    }

    /**
     * Begins to fill, and does not block; starts the pool, if nobody has. Ends when it is closed, or the pool is.
     *
     * @throws IllegalArgumentException if the pool was not made from this configuration
     * @throws IllegalStateException if it has begun before
     */
    public void begin(HikariDataSource pool) {
        if (pool.getMinimumIdle() != prepared || (config instanceof HikariDataSource && config != pool)) {
            throw new IllegalArgumentException("pool " + pool.getPoolName()
                    + " was not made from the configuration that was prepared, with minimumIdle "
                    + prepared + ", but has " + pool.getMinimumIdle() + "; it fills itself");
        }
        var begun = new PoolFilling(
                new HikariWarmPool(pool),
                plan,
                timing,
                () -> ThreadLocalRandom.current().nextLong());
        synchronized (this) {
            if (filling != null) {
                throw new IllegalStateException("the warm-up of pool " + pool.getPoolName() + " has begun before");
            }
            filling = begun;
        }
        begun.begin();
    }

    /**
     * This probe, and DOWN {@link Code#LOADING} until the pool has once had its minimum, or the warm-up has ended: so that a required
     * component keeps the service from being ready before. What the probe finds comes first. Adds {@code pool_filled}, whether it is.
     */
    public Probe before(Probe probe) {
        return new Gate(probe);
    }

    /** Whether the pool has once had the minimum of connections. */
    public boolean hasHadMinimum() {
        PoolFilling begun = filling;
        return begun != null && begun.hasHadMinimum();
    }

    /** Whether the pool has been filled, and not lost half of it since; once the warm-up has ended, whether it has as many. */
    public boolean isFull() {
        PoolFilling begun = filling;
        return begun != null && begun.isFull();
    }

    /** Leaves the pool to keep by itself what it was configured to keep, at once if need be. Does not block. Idempotent. */
    @Override
    public void close() {
        PoolFilling begun = filling;
        if (begun == null) {
            config.setMinimumIdle(plan.target());
        } else {
            begun.close();
        }
    }

    private final class Gate extends ForwardingProbe {

        Gate(Probe probe) {
            super(probe);
        }

        @Override
        public Finding check(ProbeContext context) throws Exception {
            Finding seen = probe().check(context);
            // A probe that is broken may return null; the monitor has the words for that.
            if (seen == null) {
                return seen;
            }
            Finding shown = seen.with("pool_filled", isFull());
            PoolFilling begun = filling;
            if (seen.status() != Status.UP || (begun != null && !begun.isLoading())) {
                return shown;
            }
            return Finding.down(
                            Code.LOADING,
                            "Pool has fewer than the " + plan.minimum() + " connections that it begins with")
                    .local()
                    .withReadingsOf(shown)
                    .withDetailsOf(shown);
        }
    }
}
