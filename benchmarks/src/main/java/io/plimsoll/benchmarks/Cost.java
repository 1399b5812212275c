package io.plimsoll.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** What one side took in one round of JMH. A ratio is made of the two sides of one round, which follow each other. */
record Cost(double nanos, double bytes) {

    /** By label, in the order of the rounds. */
    static Map<String, List<Cost>> ofRounds(int rounds, Class<?> benchmark, int threads, Main.Effort effort)
            throws RunnerException {
        Map<String, List<Cost>> costs = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (RunResult result : Main.measure(benchmark, threads, effort)) {
                costs.computeIfAbsent(result.getPrimaryResult().getLabel(), any -> new ArrayList<>())
                        .add(new Cost(result.getPrimaryResult().getScore(), Main.bytes(result)));
            }
        }
        return costs;
    }

    /** Of the times, one by the other, round by round. */
    static Interval ratio(List<Cost> ours, List<Cost> theirs) {
        double[] ratios = new double[ours.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours.get(i).nanos / theirs.get(i).nanos;
        }
        return Interval.of(ratios);
    }

    static double medianNanos(List<Cost> costs) {
        return Interval.of(costs.stream().mapToDouble(Cost::nanos).toArray()).median();
    }

    static double medianBytes(List<Cost> costs) {
        return Interval.of(costs.stream().mapToDouble(Cost::bytes).toArray()).median();
    }
}
