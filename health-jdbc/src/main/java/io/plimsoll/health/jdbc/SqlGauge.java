package io.plimsoll.health.jdbc;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.jdbc.hikari.HikariRecipe;
import io.plimsoll.health.jdbc.hikari.HikariStats;
import io.plimsoll.health.probe.GaugeProbe;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Whether a number in the database is where it should be: orders that are stuck, the depth of a queue, seconds since the last
 * payment. {@link io.plimsoll.health.Code#BACKLOG}, by the rules of a {@link GaugeProbe}.
 *
 * <pre>{@code
 * .optional("stuck_orders", SqlGauge.of(dataSource, "stuck_orders",
 *         "SELECT count(*) FROM orders WHERE status = 'pending' AND created_at < now() - interval '5 minutes'",
 *         gauge -> gauge.degradedAbove(100)), every(ofSeconds(30)).timeout(ofSeconds(5)))
 * }</pre>
 *
 * <p>The query runs at every check, so it should be cheap and have its index. It cannot write, and it is ended before its check
 * ends: on PostgreSQL by the server, elsewhere as far as the driver can. It has one connection of its own, which stays open:
 * the pool is never asked, since a gauge that waits for a full pool is blind when it is needed.
 *
 * <p>A query that fails, or gives no number, is DOWN as well: nobody knows the number.
 */
public final class SqlGauge implements Probe {

    private final NumberQuestion question;
    private final Sentinel connection;
    private final GaugeProbe rules;

    private SqlGauge(Connector connector, String name, String query, UnaryOperator<GaugeProbe.Builder> rules) {
        this.question = new NumberQuestion(requireNonNull(query, "query"));
        this.connection = new Sentinel(
                connector,
                question,
                new Backoff(bound -> ThreadLocalRandom.current().nextLong(bound)));
        this.rules = rules.apply(GaugeProbe.builder(name, question::number)).build();
    }

    /**
     * Asks the database of a HikariCP pool, beside the pool.
     *
     * @param dataSource a {@link HikariDataSource}, or anything that unwraps to one
     * @param name of the reading
     * @param query gives one number in the first column of its first row; rounded down
     * @param rules sets when the number is degraded or down; at least one
     * @throws IllegalArgumentException if no HikariCP pool is found, or a reading cannot have this name
     * @throws IllegalStateException if the rules make no sense
     */
    public static SqlGauge of(
            DataSource dataSource, String name, String query, UnaryOperator<GaugeProbe.Builder> rules) {
        var recipe = new HikariRecipe(HikariStats.poolIn(dataSource));
        return new SqlGauge(limit -> recipe.connect(limit, NumberQuestion.APPLICATION), name, query, rules);
    }

    /**
     * Asks any database.
     *
     * @param connector makes the gauge's connection; past the pool
     */
    public static SqlGauge of(Connector connector, String name, String query, UnaryOperator<GaugeProbe.Builder> rules) {
        return new SqlGauge(requireNonNull(connector, "connector"), name, query, rules);
    }

    @Override
    public void open(Timing timing) {
        connection.open(timing);
        rules.open(timing);
    }

    /** 5 s, as for a {@link DatabaseProbe}. */
    @Override
    public Duration maximumBackoff() {
        return Sentinel.MAXIMUM_BACKOFF;
    }

    @Override
    public Layer layer() {
        return Layer.DATABASE;
    }

    @Override
    public Finding check(ProbeContext context) throws Exception {
        Look look = connection.look(context);
        if (!(look instanceof Look.Answered answered)) {
            return requireNonNull(look.whyUnanswered());
        }
        Finding objection = answered.objection();
        return (objection == null ? rules.check(context) : objection).took(answered.roundTrip());
    }

    @Override
    public void close() {
        connection.close();
        rules.close();
    }
}
