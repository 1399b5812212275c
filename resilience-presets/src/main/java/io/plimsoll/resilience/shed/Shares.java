package io.plimsoll.resilience.shed;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of the limit each criticality may use at this moment: its own share, and less while something more critical is
 * refused, because then what is less critical holds the places that it needs.
 *
 * <p>A refusal takes 3 % of the limit from all that is less critical, a request that is let in gives a three-hundredth of that
 * back. So in a lasting overload there is one refusal of the more critical for three hundred requests that are let in, until nothing
 * is left to take; it holds at any rate of requests and needs no clock. The numbers are ours.
 */
final class Shares {

    private static final int WHOLE = 10_000;
    private static final int TAKEN = 300;
    private static final int GIVEN_BACK = 1;

    private final Map<Criticality, Share> shares = new EnumMap<>(Criticality.class);
    private final Share[] all; // as an array, since every request that is let in goes through it

    private static final class Share {

        final Criticality criticality;
        final int own;
        final AtomicInteger now;

        Share(Criticality criticality) {
            this.criticality = criticality;
            own = (int) (WHOLE * criticality.share());
            now = new AtomicInteger(own);
        }
    }

    Shares() {
        for (Criticality each : Criticality.values()) {
            shares.put(each, new Share(each));
        }
        all = shares.values().toArray(Share[]::new);
    }

    /** How many may be inside before one of these is refused; at least one, so that an idle service refuses nobody. */
    int most(Criticality criticality, int limit) {
        int share = requireNonNull(shares.get(criticality), "criticality").now.get();
        return Math.max(1, (int) ((long) limit * share / WHOLE));
    }

    /** Something was let in. */
    void letIn() {
        for (Share share : all) {
            if (share.now.get() < share.own) {
                share.now.updateAndGet(before -> Math.min(share.own, before + GIVEN_BACK));
            }
        }
    }

    /** One of these found no room, here or further inside, so what is less critical makes some. */
    void refused(Criticality criticality) {
        for (Share share : all) {
            if (share.criticality.isBelow(criticality)) {
                share.now.updateAndGet(before -> Math.max(0, before - TAKEN));
            }
        }
    }
}
