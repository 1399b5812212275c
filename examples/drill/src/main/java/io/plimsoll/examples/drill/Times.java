package io.plimsoll.examples.drill;

import java.util.Locale;
import java.util.stream.Stream;

/** How long requests took, in milliseconds. */
public final class Times {

    private final double[] sorted;

    private Times(double[] sorted) {
        this.sorted = sorted;
    }

    public static Times of(Stream<HealthClients.Sample> samples) {
        double[] sorted =
                samples.mapToDouble(HealthClients.Sample::millis).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nobody asked");
        }
        return new Times(sorted);
    }

    /** What this share of them did not exceed. */
    public double at(double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    public double median() {
        return at(0.5);
    }

    public double p99() {
        return at(0.99);
    }

    public double max() {
        return at(1);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f/%.1f/%.1f ms (%d)", median(), p99(), max(), sorted.length);
    }
}
