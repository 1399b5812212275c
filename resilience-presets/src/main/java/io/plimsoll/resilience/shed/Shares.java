package io.plimsoll.resilience.shed;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of the limit each criticality may use at this moment: its own share, and less while something more critical is
 * refused, because then what is less critical holds the places that it needs.
 *
 * <p>A refusal takes 2 % of the limit from all that is less critical, a request that is let in gives a hundredth of that back. So
 * in a lasting overload there is one refusal of the more critical for a hundred requests served, until nothing is left to take;
 * it holds at any rate of requests and needs no clock. The numbers are ours.
 */
final class Shares {

    private static final int WHOLE = 10_000;
    private static final int TAKEN = 200;
    private static final int GIVEN_BACK = 2;

    private final Map<Criticality, AtomicInteger> shares = new EnumMap<>(Criticality.class);

    Shares() {
        for (Criticality each : Criticality.values()) {
            shares.put(each, new AtomicInteger(own(each)));
        }
    }

    /** How many may be inside before one of these is refused; at least one, so that an idle service refuses nobody. */
    int most(Criticality criticality, int limit) {
        int share = requireNonNull(shares.get(criticality), "criticality").get();
        return Math.max(1, (int) ((long) limit * share / WHOLE));
    }

    /** Something was let in. */
    void letIn() {
        shares.forEach((criticality, share) -> {
            int own = own(criticality);
            if (share.get() < own) {
                share.updateAndGet(before -> Math.min(own, before + GIVEN_BACK));
            }
        });
    }

    /** One of these found no room, so what is less critical makes some. */
    void refused(Criticality criticality) {
        shares.forEach((each, share) -> {
            if (each.isBelow(criticality)) {
                share.updateAndGet(before -> Math.max(0, before - TAKEN));
            }
        });
    }

    private static int own(Criticality criticality) {
        return (int) (WHOLE * criticality.share());
    }
}
