package io.plimsoll.benchmarks;

import io.plimsoll.benchmarks.ConstantAnswer.Turn;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Ours beside another answer of the same server, turn by turn.
 *
 * @param judged whether the promise is about this server
 * @param ours in the order in which they were had, as many as {@code others}
 */
record Comparison(String server, Answer other, boolean judged, List<Turn> ours, List<Turn> others) {

    static final String HEADER = row(
            "server",
            "beside",
            "ours/s",
            "other/s",
            "ratio",
            "at least",
            "CPU us",
            "CPU us",
            "ratio",
            "at least",
            "busy",
            "");

    /** What neither ratio may fall below, on its lower bound. */
    static final double REQUIRED = 0.90;

    /** Requests per second, ours by the other's: 1 means that our code costs nothing. */
    Interval throughput() {
        return ratio(Turn::perSecond, false);
    }

    /** Answers for the same processor time, ours by the other's. */
    Interval perCpu() {
        return ratio(Turn::cpuMicros, true);
    }

    String row() {
        return row(
                server,
                other == Answer.CONSTANT ? "same headers" : "type and length",
                format("%,.0f", median(ours, Turn::perSecond)),
                format("%,.0f", median(others, Turn::perSecond)),
                format("%.3f", throughput().median()),
                format("%.3f", throughput().lower()),
                format("%.1f", median(ours, Turn::cpuMicros)),
                format("%.1f", median(others, Turn::cpuMicros)),
                format("%.3f", perCpu().median()),
                format("%.3f", perCpu().lower()),
                format("%.2f", median(ours, Turn::cpuShare)),
                judged ? keepsThePromise() ? "pass" : "FAIL" : "not judged");
    }

    /** In processor time as well: where the client is the slower one, requests per second would not show us. */
    boolean keepsThePromise() {
        return !judged || (throughput().lower() >= REQUIRED && perCpu().lower() >= REQUIRED);
    }

    private Interval ratio(ToDoubleFunction<Turn> what, boolean inverse) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            double ratio = what.applyAsDouble(ours.get(i)) / what.applyAsDouble(others.get(i));
            ratios[i] = inverse ? 1 / ratio : ratio;
        }
        return Interval.of(ratios);
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> what) {
        return Interval.of(turns.stream().mapToDouble(what).toArray()).median();
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %-15s %9s %9s %6s %8s | %7s %7s %6s %8s | %5s %s", cells);
    }
}
