package io.plimsoll.benchmarks;

/** How long answers took, in steps of 2 %: what is counted costs nothing beside what it measures. */
final class Latencies {

    private static final double STEP = Math.log(1.02);

    private final long[] counts = new long[1_200]; // up to e^(1200 * 0.0198) microseconds, which is long
    private long count;

    void add(long nanos) {
        double micros = Math.max(1, nanos / 1e3);
        counts[Math.min(counts.length - 1, (int) (Math.log(micros) / STEP))]++;
        count++;
    }

    long count() {
        return count;
    }

    /** Which no more than this share of them did not exceed; 0 of none. */
    long micros(double share) {
        long left = (long) Math.ceil(count * share);
        for (int i = 0; i < counts.length && left > 0; i++) {
            left -= counts[i];
            if (left <= 0) {
                return Math.round(Math.exp((i + 1) * STEP));
            }
        }
        return 0;
    }
}
