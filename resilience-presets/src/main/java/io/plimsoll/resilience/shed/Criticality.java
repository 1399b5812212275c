package io.plimsoll.resilience.shed;

/**
 * What a request is worth when not all can be served, the most first.
 *
 * <p>Each may use only so much of the limit, so that the more critical find room at any moment and need not wait until less
 * critical ones have been served; and while one is refused all the same, those below it may use less and less.
 */
public enum Criticality {
    /** The business stands still without it: paying, signing in. All of the limit. */
    CRITICAL(1),
    /** What users came for, and what most requests are. At most 80 % of the limit. */
    NORMAL(0.8),
    /** Nobody would call for it to be missing: recommendations, prefetching, crawlers, reports. At most 50 % of the limit. */
    SHEDDABLE(0.5);

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
}
