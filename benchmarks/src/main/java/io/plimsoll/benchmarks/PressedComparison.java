package io.plimsoll.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** {@link PressedCost}: a button beside a plain volatile field, and beside what feature flags cost. */
final class PressedComparison {

    private static final String OURS = "isPressed";

    private PressedComparison() {}

    /** Whether to ask a button cannot be told from a volatile read, and allocates nothing. */
    static boolean run(Main.Effort effort, PrintStream out) throws RunnerException {
        Collection<RunResult> results = Main.measure(PressedCost.class, effort);
        Main.print(results, OURS::equals, out);
        RunResult ours = of(OURS, results);
        boolean overlap =
                overlap(ours.getPrimaryResult(), of("volatileRead", results).getPrimaryResult());
        out.println("error bars of " + OURS + " and of a volatile read overlap: " + (overlap ? "pass" : "FAIL"));
        return overlap && Main.allocatesNothing(ours);
    }

    private static boolean overlap(Result<?> one, Result<?> other) {
        return Math.abs(one.getScore() - other.getScore()) <= one.getScoreError() + other.getScoreError();
    }

    private static RunResult of(String label, Collection<RunResult> results) {
        return results.stream()
                .filter(result -> result.getPrimaryResult().getLabel().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
