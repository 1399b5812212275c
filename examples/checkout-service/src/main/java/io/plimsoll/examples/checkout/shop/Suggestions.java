package io.plimsoll.examples.checkout.shop;

import static io.plimsoll.resilience.caffeine.StaleCache.staleFrom;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Served;
import io.plimsoll.resilience.caffeine.StaleCache;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one might buy. Nobody needs it, so it may be some minutes old, or nothing, and it takes nothing from those who buy. */
public final class Suggestions {

    private static final Logger log = LoggerFactory.getLogger(Suggestions.class);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String OF_ALL = "bestsellers";

    private final Service recommendations;
    private final GuardedDatabase analytics;
    private final StaleCache<String, List<String>> lastRecommended = StaleCache.of(1_000, LONGEST);
    private final StaleCache<String, List<String>> lastSold = StaleCache.of(1, LONGEST);

    public Suggestions(Service recommendations, GuardedDatabase analytics) {
        this.recommendations = recommendations;
        this.analytics = analytics;
    }

    /** What goes with it, by another service. */
    Served<List<String>> with(String sku) {
        try {
            return recommendations
                    .guard()
                    .serve(
                            attempt -> recommendations
                                    .get(attempt, "/recommendations/{sku}", sku, Recommended.class)
                                    .map(Recommended::skus)
                                    .orElse(List.of()),
                            staleFrom(lastRecommended, sku, LONGEST).orElse(List.of()));
        } catch (IOException | AnswerException failed) {
            throw new UnavailableException("recommendations", failed);
        }
    }

    /** What goes with the first thing of an order. It stands whatever becomes of this: there is always an answer. */
    Served<List<String>> besides(Order order) {
        try {
            return with(order.lines().get(0).sku());
        } catch (UnavailableException tooBad) {
            log.debug("An order goes without suggestions", tooBad);
            return new Served.Degraded<>(List.of(), "failed");
        }
    }

    /** What most people buy, which is a long look at all orders. */
    Served<List<String>> bestsellers() {
        return analytics.serve(
                "finding bestsellers",
                Suggestions::bestsellers,
                staleFrom(lastSold, OF_ALL, LONGEST).orElse(List.of()));
    }

    private static List<String> bestsellers(GuardedDatabase.Transaction transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepare(
                        "SELECT sku FROM order_lines GROUP BY sku ORDER BY sum(quantity) DESC, sku LIMIT 5");
                ResultSet rows = statement.executeQuery()) {
            var skus = new ArrayList<String>();
            while (rows.next()) {
                skus.add(rows.getString(1));
            }
            return List.copyOf(skus);
        }
    }

    private record Recommended(List<String> skus) {}
}
