package io.plimsoll.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** {@link GuardCost}, round by round: a ratio is made of the two sides of one round, which follow each other. */
final class GuardComparison {

    private static final String OURS = "Ours";
    private static final String THEIRS = "Theirs";
    private static final double MOST = 1.25;
    private static final double MOST_OF_REFUSAL = 0.5;
    private static final double SHOWN_ONLY = Double.POSITIVE_INFINITY;

    private GuardComparison() {}

    /** Whether no upper bound is above what is promised. */
    static boolean run(int rounds, Main.Effort effort, PrintStream out) throws RunnerException {
        Map<String, List<Cost>> costs = Cost.ofRounds(rounds, GuardCost.class, 1, effort);
        out.printf(
                "%-14s %8s %8s %6s %8s %9s %9s%n", "call", "ours", "theirs", "ratio", "at most", "B ours", "B theirs");
        boolean kept = true;
        for (String label : costs.keySet()) {
            if (label.endsWith(OURS)) {
                String call = label.substring(0, label.length() - OURS.length());
                double most = call.equals("refusal") ? MOST_OF_REFUSAL : MOST;
                kept &= print(call, costs.get(label), costs.get(call + THEIRS), most, out);
            }
        }
        print("syncBare", costs.get("syncDisarmed" + OURS), costs.get("syncBare" + THEIRS), SHOWN_ONLY, out);
        return kept;
    }

    private static boolean print(String call, List<Cost> ours, List<Cost> theirs, double most, PrintStream out) {
        Interval ratio = Cost.ratio(ours, theirs);
        boolean kept = ratio.upper() <= most;
        out.printf(
                Locale.ROOT,
                "%-14s %8.0f %8.0f %6.3f %8.3f %9.0f %9.0f  %s%n",
                call,
                Cost.medianNanos(ours),
                Cost.medianNanos(theirs),
                ratio.median(),
                ratio.upper(),
                Cost.medianBytes(ours),
                Cost.medianBytes(theirs),
                most == SHOWN_ONLY ? "shown" : kept ? "pass" : "FAIL");
        return kept;
    }
}
