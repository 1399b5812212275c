package io.plimsoll.benchmarks;

import io.plimsoll.benchmarks.overhead.Overhead;
import io.plimsoll.benchmarks.overhead.Overload;
import java.io.PrintStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs one of {@link #benchmarks} or {@code all}, for a {@code full} or a {@code short} time, and exits with 1 if a promise is not
 * kept.
 */
public final class Main {

    private static final String ALL = "all";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /**
     * What JMH and the once-a-second {@code Age} header spread over all reads of an iteration stays below it, on a busy machine
     * too; the smallest object has 16 bytes, so one read in 320 that allocates does not.
     */
    private static final double UNSEEN_BYTES = 0.05;

    private Main() {}

    /**
     * How long JMH takes.
     *
     * @param forks none runs it in this process, where what ran before spoils the times
     */
    record Effort(int forks, int warmUps, int iterations, int millis) {

        static final Effort FULL = new Effort(2, 3, 4, 500);
        static final Effort SHORT = new Effort(1, 2, 3, 300);
        static final Effort PAIR = new Effort(1, 3, 3, 200);
        static final Effort TRIAL = new Effort(0, 1, 1, 20);
    }

    /** One that was named on the command line. */
    @FunctionalInterface
    private interface Benchmark {
        /** Whether what is promised was kept. */
        boolean run(boolean full) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Map<String, Benchmark> benchmarks = benchmarks();
        if (!args[0].equals(ALL) && !benchmarks.containsKey(args[0])) {
            throw new IllegalArgumentException("benchmark is one of " + benchmarks.keySet() + " or " + ALL + ", not "
                    + args[0] + "; nothing was run");
        }
        boolean full = isFull(args[1]);
        boolean kept = true;
        for (var each : benchmarks.entrySet()) {
            if (args[0].equals(ALL) || args[0].equals(each.getKey())) {
                kept &= each.getValue().run(full);
            }
        }
        if (!kept) {
            System.exit(1);
        }
    }

    private static Map<String, Benchmark> benchmarks() {
        var benchmarks = new LinkedHashMap<String, Benchmark>();
        benchmarks.put("read-path", Main::readPath);
        benchmarks.put("constant-answer", Main::constantAnswer);
        benchmarks.put("guards", Main::guards);
        benchmarks.put("panic", full -> PressedComparison.run(effort(full), System.out));
        benchmarks.put("logstorm", Main::logStorm);
        benchmarks.put("overhead", full -> Overhead.run(full ? Overhead.Plan.FULL : Overhead.Plan.SHORT, System.out));
        benchmarks.put("overload", full -> Overload.run(full ? Overload.Plan.FULL : Overload.Plan.SHORT, System.out));
        return benchmarks;
    }

    /** The servers to compare on. */
    static List<ConstantAnswer.Starter> servers() {
        return List.of(JettyContest::start, VertxContest::web, VertxContest::core, JdkContest::start);
    }

    /** Whether no read allocates. */
    static boolean readPath(Effort effort, PrintStream out) throws RunnerException {
        Collection<RunResult> results = measure(ReadPath.class, effort);
        print(results, label -> true, out);
        return results.stream().allMatch(Main::allocatesNothing);
    }

    /** One run with JMH's times and bytes. */
    static Collection<RunResult> measure(Class<?> benchmark, Effort effort) throws RunnerException {
        return measure(benchmark, 1, effort);
    }

    /** The same by several threads at once. */
    static Collection<RunResult> measure(Class<?> benchmark, int threads, Effort effort) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .threads(threads)
                        .forks(effort.forks)
                        .warmupIterations(effort.warmUps)
                        .warmupTime(TimeValue.milliseconds(effort.millis))
                        .measurementIterations(effort.iterations)
                        .measurementTime(TimeValue.milliseconds(effort.millis))
                        .build())
                .run();
    }

    private static boolean readPath(boolean full) throws RunnerException {
        return readPath(effort(full), System.out);
    }

    private static boolean guards(boolean full) throws RunnerException {
        return GuardComparison.run(full ? 20 : 6, Effort.PAIR, System.out);
    }

    private static boolean logStorm(boolean full) throws RunnerException {
        return LogStormComparison.run(full ? 20 : 6, Effort.PAIR, System.out);
    }

    private static boolean constantAnswer(boolean full) throws Exception {
        return new ConstantAnswer(full ? ConstantAnswer.Plan.FULL : ConstantAnswer.Plan.SHORT, System.out)
                .run(servers()).stream().allMatch(Comparison::keepsThePromise);
    }

    private static boolean isFull(String duration) {
        return switch (duration) {
            case "full" -> true;
            case "short" -> false;
            default ->
                throw new IllegalArgumentException("duration is full or short, not " + duration + "; nothing was run");
        };
    }

    private static Effort effort(boolean full) {
        return full ? Effort.FULL : Effort.SHORT;
    }

    /** A table; only what is judged passes or fails. */
    static void print(Collection<RunResult> results, Predicate<String> judged, PrintStream out) {
        out.printf("%-20s %9s %9s %9s%n", "call", "ns/op", "+- 99.9 %", "B/op");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            out.printf(
                    Locale.ROOT,
                    "%-20s %9.2f %9.2f %9.3f  %s%n",
                    time.getLabel(),
                    time.getScore(),
                    time.getScoreError(),
                    bytes(result),
                    !judged.test(time.getLabel()) ? "shown" : allocatesNothing(result) ? "pass" : "FAIL");
        }
    }

    static boolean allocatesNothing(RunResult result) {
        return isUnseen(bytes(result));
    }

    static boolean isUnseen(double bytes) {
        return bytes < UNSEEN_BYTES;
    }

    /** Allocated in an operation; {@code NaN}, which passes nothing, where the profiler did not say, as in runs of a moment. */
    static double bytes(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return allocated == null ? Double.NaN : allocated.getScore();
    }
}
