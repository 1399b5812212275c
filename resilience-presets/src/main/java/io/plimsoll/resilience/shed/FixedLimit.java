package io.plimsoll.resilience.shed;

/** Learns nothing. */
record FixedLimit(int current) implements ConcurrencyLimit {

    @Override
    public void served(long startNanos, long nanos, int inside) {}

    @Override
    public String toString() {
        return "fixed at " + current;
    }
}
