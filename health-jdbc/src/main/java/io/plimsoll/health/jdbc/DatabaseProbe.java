package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.health.jdbc.DiagnosisRounds.Latest;
import io.plimsoll.health.jdbc.hikari.HikariRecipe;
import io.plimsoll.health.jdbc.hikari.HikariStats;
import io.plimsoll.health.jdbc.hikari.LeakWatch;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import io.plimsoll.health.probe.PoolPressure;
import io.plimsoll.health.probe.PoolState;
import io.plimsoll.health.probe.PoolStats;
import io.plimsoll.health.probe.PoolWatch;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a database works for this instance, and if not, whether it is the pool or the database.
 *
 * <pre>{@code
 * .required("database", DatabaseProbe.of(dataSource))
 * }</pre>
 *
 * <p>Two things are looked at, and neither asks the pool for a connection:
 *
 * <ul>
 *   <li>the pool's numbers, ten times a second and more often while callers wait;
 *   <li>the database, by one connection of the probe's own, the sentinel, and one round trip on it a check.
 * </ul>
 *
 * <p>The finding is the first of these that holds: the database does not answer or refuses us (DOWN, with the code that says
 * how); {@link Code#READ_ONLY} (DOWN, if {@linkplain Builder#diagnosedBy diagnosed}); {@link Code#POOL_EXHAUSTED} (DOWN);
 * {@link Code#POOL_SATURATED} (DEGRADED); {@link Code#SLOW} (DEGRADED, if asked for by {@link Builder#slowAfter}); up. The
 * readings are there in any case: {@code active_connections}, {@code
 * idle_connections}, {@code total_connections}, {@code max_connections}, {@code waiting_requests} of the pool, and {@code
 * reachable} of the sentinel, whose round trip is the latency. A pool with a {@link LeakWatch} shows {@code suspected_leaks}.
 *
 * <p>A pool that has been exhausted for 15 s while the database answers is a finding about this instance only; everything
 * else concerns all instances. With a diagnosis it takes more: that nobody blocks its sessions.
 */
public final class DatabaseProbe implements Probe {

    private static final String NOUN = "connections";
    private static final String SENTINEL = "plimsoll-sentinel";

    private final @Nullable PoolWatch pool;
    private final @Nullable Sentinel sentinel;
    private final @Nullable DiagnosisRounds rounds;
    private final @Nullable Duration slowAfter;
    private final Supplier<@Nullable String> target;
    private final Supplier<@Nullable LeakWatch> leaks;
    private volatile @Nullable Ticker ticker;

    private DatabaseProbe(Builder builder) {
        PostgresDiagnosis diagnosis = builder.diagnosis;
        this.pool = builder.pool;
        this.sentinel = builder.connector == null
                ? null
                : new Sentinel(builder.connector, question(diagnosis, builder), new Backoff(builder.jitter));
        this.rounds = diagnosis == null ? null : new DiagnosisRounds(builder.aside, diagnosis::diagnose);
        this.slowAfter = builder.slowAfter;
        this.target = builder.target;
        this.leaks = builder.leaks;
    }

    /**
     * Watches a HikariCP pool and the database behind it.
     *
     * @param dataSource a {@link HikariDataSource}, or anything that unwraps to one; its pool need not have started
     * @throws IllegalArgumentException if no HikariCP pool is found in it
     */
    public static DatabaseProbe of(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** The same with options. */
    public static Builder builder(DataSource dataSource) {
        HikariDataSource hikari = HikariStats.poolIn(dataSource);
        var stats = new HikariStats(hikari);
        var recipe = new HikariRecipe(hikari);
        var builder = new Builder(
                limit -> recipe.connect(limit, SENTINEL),
                limit -> recipe.connect(limit, PostgresDiagnosis.APPLICATION),
                recipe::testQuery,
                recipe::target);
        builder.pool = PoolWatch.of(stats, stats::patience);
        builder.leaks = () -> LeakWatch.of(hikari);
        return builder;
    }

    /**
     * Watches a database behind any other pool, or none.
     *
     * @param connector makes the sentinel's connection; past the pool
     */
    public static Builder builder(Connector connector) {
        requireNonNull(connector, "connector");
        return new Builder(connector, connector, () -> null, () -> null);
    }

    private static Question question(@Nullable PostgresDiagnosis diagnosis, Builder builder) {
        return diagnosis == null
                ? Question.anything(builder.testQuery)
                : (connection, remaining) -> new Question.Answer(true, diagnosis.readOnly(connection));
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
        if (rounds != null) {
            rounds.open(timing);
        }
        if (sentinel != null) {
            sentinel.open(timing);
        }
        if (pool != null) {
            pool.open(timing, this::looked);
        }
    }

    /**
     * 5 s: up to 4.5 s between two attempts to connect, and half a second by which the first may outlive its check. Zero without
     * a sentinel. A {@link Connector} that does not end by its limit takes longer by as much.
     */
    @Override
    public Duration maximumBackoff() {
        return sentinel == null ? Duration.ZERO : Sentinel.MAXIMUM_BACKOFF;
    }

    @Override
    public Layer layer() {
        return Layer.DATABASE;
    }

    @Override
    public Finding check(ProbeContext context) throws InterruptedException {
        Latest before = rounds == null ? null : rounds.latest();
        RuntimeException unreadable = lookAtPool();
        Look look = sentinel == null ? null : sentinel.look(context);
        if (unreadable != null && (look == null || look instanceof Look.Answered)) {
            throw unreadable;
        }
        PoolState state = pool == null || unreadable != null ? null : pool.latest();
        return withLeaks(explained(before, look, state)).detail("target", target.get());
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (rounds != null) {
            rounds.close();
        }
    }

    /** A diagnosis does not wait for the next check: by then its result can be there. */
    private void looked(PoolState state) {
        if (rounds != null && state.pressure() != PoolPressure.NONE) {
            rounds.wanted();
        }
    }

    /** That the pool cannot be read must not hide that the database is down. */
    private @Nullable RuntimeException lookAtPool() throws InterruptedException {
        try {
            if (pool != null) {
                pool.look();
            }
            return null;
        } catch (RuntimeException thrown) {
            return thrown;
        }
    }

    private Finding explained(@Nullable Latest before, @Nullable Look look, @Nullable PoolState state) {
        if (rounds == null) {
            return withReadings(findingOf(look, state, look != null), look, state);
        }
        Latest latest = rounds.latest();
        Finding symptom = withReadings(findingOf(look, state, Explanation.clearsTheDatabase(latest)), look, state);
        if (symptom.status() == Status.UP) {
            rounds.forget(before);
            return symptom;
        }
        rounds.wanted();
        return Explanation.of(
                symptom, look, state, latest, requireNonNull(ticker, "ticker").nanos());
    }

    /** @param databaseIsWell whether whatever is wrong with the pool is not the database's fault */
    private Finding findingOf(@Nullable Look look, @Nullable PoolState state, boolean databaseIsWell) {
        Finding unanswered = look == null ? null : look.whyUnanswered();
        if (unanswered != null) {
            return unanswered;
        }
        if (look instanceof Look.Answered answered && answered.objection() != null) {
            return answered.objection();
        }
        PoolPressure pressure = state == null ? PoolPressure.NONE : state.pressure();
        if (state != null && pressure == PoolPressure.EXHAUSTED) {
            var exhausted = Finding.down(Code.POOL_EXHAUSTED, "Connection pool exhausted");
            return databaseIsWell && state.isExhaustedForLong() ? exhausted.local() : exhausted;
        }
        if (pressure == PoolPressure.SATURATED) {
            return Finding.degraded(Code.POOL_SATURATED, "95 % or more of the pool's connections are in use");
        }
        if (slowAfter != null
                && look instanceof Look.Answered answered
                && answered.roundTrip().compareTo(slowAfter) > 0) {
            return Finding.degraded(Code.SLOW, "Database answers slowly");
        }
        return Finding.up();
    }

    private static Finding withReadings(Finding finding, @Nullable Look look, @Nullable PoolState state) {
        Finding all = state == null ? finding : state.stats().addTo(finding, NOUN);
        if (look instanceof Look.Answered answered) {
            return all.with("reachable", true).took(answered.roundTrip());
        }
        return look == null ? all : all.with("reachable", false);
    }

    private Finding withLeaks(Finding finding) {
        LeakWatch watch = leaks.get();
        return watch == null ? finding : watch.addTo(Explanation.withLeaks(finding, watch.sentence()));
    }

    /** Options of a {@link DatabaseProbe}. */
    public static final class Builder {

        private final Supplier<@Nullable String> testQuery;
        private final Supplier<@Nullable String> target;
        private final Connector aside;
        private @Nullable Connector connector;
        private @Nullable PoolWatch pool;
        private @Nullable Duration slowAfter;
        private @Nullable PostgresDiagnosis diagnosis;
        private Supplier<@Nullable LeakWatch> leaks = () -> null;
        private LongUnaryOperator jitter = bound -> ThreadLocalRandom.current().nextLong(bound);

        /** @param aside makes the connection of a diagnosis */
        private Builder(
                Connector connector,
                Connector aside,
                Supplier<@Nullable String> testQuery,
                Supplier<@Nullable String> target) {
            this.connector = connector;
            this.aside = aside;
            this.testQuery = testQuery;
            this.target = target;
        }

        /**
         * Adds the numbers of a pool.
         *
         * @param numbers must not block and is called up to a hundred times a second
         * @throws IllegalStateException if the pool is known already
         */
        public Builder pool(Supplier<PoolStats> numbers) {
            return pool(PoolWatch.of(numbers));
        }

        /**
         * Adds the numbers of a pool whose callers give up.
         *
         * @param patience for how long a caller waits; matters below 2 s, where callers who give up would pass for callers who
         *     are served
         */
        public Builder pool(Supplier<PoolStats> numbers, Duration patience) {
            if (patience.isNegative() || patience.isZero()) {
                throw new IllegalArgumentException("patience must be longer than zero: " + patience
                        + "; a pool whose callers do not wait has no queue");
            }
            return pool(PoolWatch.of(numbers, () -> patience));
        }

        /**
         * Opens no connection: for those who count them. Then nobody knows whether the database answers; all that is said is
         * about the pool.
         */
        public Builder withoutSentinel() {
            connector = null;
            return this;
        }

        /** From which round trip on the database counts as {@link Code#SLOW}; unset by default, so never. */
        public Builder slowAfter(Duration roundTrip) {
            if (roundTrip.isNegative() || roundTrip.isZero()) {
                throw new IllegalArgumentException("slowAfter must be longer than zero: " + roundTrip);
            }
            slowAfter = roundTrip;
            return this;
        }

        /**
         * Asks the server who is to blame while the database is not up: at most once in 10 s, aside from the checks, on a
         * connection for that moment, which the pool is not asked for. What is found is added to the error, the readings and the
         * details of the checks after it.
         *
         * <p>It also makes the sentinel ask for more than an answer: whether the server takes writes. If it does not, and the
         * pool is not read-only itself, that is {@link Code#READ_ONLY}.
         */
        public Builder diagnosedBy(PostgresDiagnosis diagnosis) {
            this.diagnosis = requireNonNull(diagnosis, "diagnosis");
            return this;
        }

        /** Draws the delays between attempts to connect, evenly from zero to its argument, exclusive. */
        Builder jitter(LongUnaryOperator draw) {
            jitter = draw;
            return this;
        }

        /**
         * Makes the probe; connections are made at the first check.
         *
         * @throws IllegalStateException if nothing is left to look at
         */
        public DatabaseProbe build() {
            if (connector == null && pool == null) {
                throw new IllegalStateException(
                        "without a sentinel and without a pool there is nothing to look at, and it would be up for ever");
            }
            if (connector == null && slowAfter != null) {
                throw new IllegalStateException(
                        "slowAfter(" + slowAfter
                                + ") is about the sentinel's round trip, but withoutSentinel() leaves none, so it would never hold");
            }
            if (connector == null && diagnosis != null) {
                throw new IllegalStateException(
                        "diagnosedBy(...) asks on a connection of its own, but withoutSentinel() is"
                                + " for those who count connections, so it would never ask");
            }
            return new DatabaseProbe(this);
        }

        private Builder pool(PoolWatch watch) {
            if (pool != null) {
                throw new IllegalStateException("the pool's numbers are known already; they are added once");
            }
            pool = watch;
            return this;
        }
    }
}
