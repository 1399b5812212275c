package io.plimsoll.examples.drill;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * How long requests took, in milliseconds.
 *
 * @param count how many there were
 */
public record Times(int count, double median, double p99, double max) {

    public static Times of(Stream<HealthClients.Sample> samples) {
        double[] sorted =
                samples.mapToDouble(HealthClients.Sample::millis).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nobody asked");
        }
        return new Times(sorted.length, at(sorted, 0.5), at(sorted, 0.99), sorted[sorted.length - 1]);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f/%.1f/%.1f ms (%d)", median, p99, max, count);
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
