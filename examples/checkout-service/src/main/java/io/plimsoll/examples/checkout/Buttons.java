package io.plimsoll.examples.checkout;

import io.plimsoll.http.mitigation.MitigationWebhook;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.redis.RedisPanicStore;
import io.plimsoll.resilience.http.OpsPaths;
import io.plimsoll.resilience.servlet.ShedFilter;
import io.plimsoll.resilience.shed.ConcurrencyLimit;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an operator, or an alert, can switch off or on in an incident, and which of it an alert may. */
final class Buttons {

    /** The guard of this name asks it: no recommendations, or old ones. */
    static final String RECOMMENDATIONS = Guards.RECOMMENDATIONS;

    /** Orders go through unchecked, and somebody looks at them. */
    static final String FRAUD_CHECK = "fraud-check";

    /** What nobody would call for to be missing is refused before any work is done for it. */
    static final String SHED_TRAFFIC = "shed-traffic";

    /** More connections for those who write, if the database has room: see {@link BiggerPool}. */
    static final String BIGGER_POOL = "bigger-pool";

    /** An alert that goes on firing presses again; one whose end gets lost holds nothing for longer than this. */
    private static final Duration BY_ALERT = Duration.ofMinutes(15);

    /** Below these, requests are let in whatever is pressed: health, and what ends an incident or a game. */
    private static final OpsPaths ALWAYS_OPEN = OpsPaths.of("/health", "/operations", "/chaos");

    private Buttons() {}

    /** All of them, and those that guards and components bring by themselves. */
    static PanicBoard board() {
        return PanicBoard.of(RECOMMENDATIONS, FRAUD_CHECK, SHED_TRAFFIC, BIGGER_POOL);
    }

    /**
     * Shares them with all instances that name the same Redis; without one they are this instance's own, and nothing is returned.
     * The board closes the store.
     */
    static @Nullable RedisPanicStore share(PanicBoard panic, String fleet, @Nullable String redisUrl) {
        if (redisUrl == null) {
            return null;
        }
        RedisPanicStore store = RedisPanicStore.builder(redisUrl).fleet(fleet).build();
        panic.sharedBy(store);
        return store;
    }

    /**
     * What alerts may do. That nobody is checked for fraud is for a person to decide; and so is a larger pool, since one alert
     * may be told to all instances, whose database is the same.
     */
    static MitigationWebhook webhook(PanicBoard panic, String service, WebhookSecrets secrets) {
        var webhook = MitigationWebhook.builder(panic, service)
                .verifiedBy(secrets.signature())
                .press("RECOMMENDATIONS_OFF", RECOMMENDATIONS, BY_ALERT)
                .press("SHED_TRAFFIC", SHED_TRAFFIC, BY_ALERT)
                .critical(FRAUD_CHECK, BIGGER_POOL);
        if (secrets.token() != null) {
            webhook.verifiedBy(secrets.token());
        }
        return webhook.build();
    }

    /**
     * Sheds by its button alone. How many requests are worked on at once is limited before it, by {@link BusinessServer}, where
     * they wait; the limit here is so large that no kind of request ever meets its share of it.
     */
    static LoadShedder shedder(PanicBoard panic) {
        return LoadShedder.of(ConcurrencyLimit.fixed(2 * BusinessServer.WORKERS))
                .shedBelow(Criticality.NORMAL, panic.button(SHED_TRAFFIC));
    }

    static ShedFilter filter(LoadShedder shedder) {
        return new ShedFilter(shedder, Buttons::criticalityOf, ALWAYS_OPEN);
    }

    /** By its path alone: known before anything of the body is there. */
    static Criticality criticalityOf(HttpServletRequest request) {
        return switch (request.getServletPath()) {
            case "/checkout" -> Criticality.CRITICAL;
            case "/recommendations", "/bestsellers", "/views" -> Criticality.SHEDDABLE;
            default -> Criticality.NORMAL;
        };
    }
}
