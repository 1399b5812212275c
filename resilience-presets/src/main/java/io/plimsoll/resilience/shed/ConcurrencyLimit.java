package io.plimsoll.resilience.shed;

/** How many requests may be worked on at once. Called by many threads. */
public interface ConcurrencyLimit {

    /** At the moment; at least 1. Asked for every request, so it must be cheap. */
    int current();

    /**
     * A request was served, as a sample of how the service is doing.
     *
     * @param startNanos when it began, by any clock that does not go back
     * @param nanos how long it took
     * @param inside how many were inside when it had come in, itself included
     */
    void served(long startNanos, long nanos, int inside);

    /**
     * Always the same: for what has a size, such as a pool of connections that every request needs.
     *
     * @param limit from 1 to 100,000
     */
    static ConcurrencyLimit fixed(int limit) {
        if (limit < 1 || limit > 100_000) {
            throw new IllegalArgumentException("the limit must be from 1 to 100000 requests at once, but is " + limit);
        }
        return new FixedLimit(limit);
    }
}
