package io.plimsoll.benchmarks;

import java.util.Arrays;

/**
 * The median of all values and its 95 % confidence interval.
 *
 * <p>By order statistics, as in the sign test: whatever the distribution, fewer than {@code k} of {@code n} values are below
 * their true median as rarely as a coin falls on one side so seldom. A turn during which the machine was busy elsewhere makes a
 * ratio of 0.2 or 5, which moves a mean and its standard deviation and does not move this.
 *
 * @param lower minus infinity of fewer than six values, since five can all be on one side by chance
 * @param upper infinity of fewer than six values
 */
public record Interval(double lower, double median, double upper) {

    private static final double ONE_SIDE = 0.025;

    public static Interval of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        int below = belowMedian(n);
        return below == 0
                ? new Interval(Double.NEGATIVE_INFINITY, median, Double.POSITIVE_INFINITY)
                : new Interval(sorted[below - 1], median, sorted[n - below]);
    }

    /** The largest k for which fewer than k of n fall below the median with a probability of at most {@link #ONE_SIDE}. */
    private static int belowMedian(int n) {
        double exactly = Math.pow(0.5, n);
        double atMost = exactly;
        int k = 0;
        while (atMost <= ONE_SIDE) {
            k++;
            exactly *= (double) (n - k + 1) / k;
            atMost += exactly;
        }
        return k;
    }
}
