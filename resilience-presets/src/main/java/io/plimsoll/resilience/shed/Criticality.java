package io.plimsoll.resilience.shed;

import io.plimsoll.resilience.hop.RequestLocal;
import java.util.function.Supplier;

/**
 * What a request is worth when not all can be served, the most first.
 *
 * <p>Each may use only so much of the limit, so that the more critical find room at any moment and need not wait until less
 * critical ones have been served; and while one is refused all the same, those below it may use less and less.
 *
 * <p>Guards know it too, where a {@link LoadShedder}'s filter says of which request a thread's calls are: a bulkhead that refuses the
 * more critical keeps its places for them.
 */
public enum Criticality {
    /** The business stands still without it: paying, signing in. All of the limit. */
    CRITICAL(1),
    /** What users came for, and what most requests are. At most 80 % of the limit. */
    NORMAL(0.8),
    /** Nobody would call for it to be missing: recommendations, prefetching, crawlers, reports. At most 50 % of the limit. */
    SHEDDABLE(0.5);

    private static final RequestLocal<Criticality> CURRENT = new RequestLocal<>(NORMAL);

    private final double share;

    Criticality(double share) {
        this.share = share;
    }

    /** Of the limit, while nobody more critical is refused. */
    double share() {
        return share;
    }

    /** Whether it is worth less than the other. */
    public boolean isBelow(Criticality other) {
        return compareTo(other) > 0;
    }

    /** Of the request that this thread works on; {@link #NORMAL} where nobody has said so. */
    public static Criticality current() {
        return CURRENT.current();
    }

    /** Runs the work on this thread as part of such a request. */
    public <T> T during(Supplier<T> work) {
        return CURRENT.during(this, work);
    }

    /** The same for work that cannot be handed in; to be closed by the same thread. */
    public RequestLocal.Scope open() {
        return CURRENT.open(this);
    }
}
