package io.plimsoll.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/**
 * {@link LogStormCost} with one thread and with two, round by round: a ratio is made of the two sides of one round. Judged are
 * that a drop with an exception allocates nothing, where Logback itself makes an array of one or two arguments before it asks any
 * filter, and that it takes no more than a quarter more than {@code BurstFilter}, by the median. {@code DuplicateMessageFilter}
 * is shown: it reads no clock, since it lets nothing pass any more once it has begun to drop.
 */
final class LogStormComparison {

    private static final List<String> EVENTS = List.of("exception", "argument");
    private static final List<String> OTHERS = List.of("Duplicate", "Burst");
    private static final double MOST = 1.25;

    private LogStormComparison() {}

    /** Whether what is judged holds. */
    static boolean run(int rounds, Main.Effort effort, PrintStream out) throws RunnerException {
        out.printf(
                "%-8s %-10s %-10s %9s %9s %7s %8s %9s %9s%n",
                "threads", "event", "beside", "ours ns", "other ns", "ratio", "at most", "B ours", "B other");
        boolean kept = true;
        for (int threads = 1; threads <= 2; threads++) {
            Map<String, List<Cost>> costs = Cost.ofRounds(rounds, LogStormCost.class, threads, effort);
            for (String event : EVENTS) {
                List<Cost> ours = costs.get(event + "Ours");
                for (String other : OTHERS) {
                    kept &= print(threads, event, other, ours, costs.get(event + other), out);
                }
            }
            out.printf(
                    Locale.ROOT,
                    "%-8d %-10s let through to an appender that does nothing: %.0f ns, %.0f B%n",
                    threads,
                    "exception",
                    Cost.medianNanos(costs.get("exceptionNone")),
                    Cost.medianBytes(costs.get("exceptionNone")));
        }
        return kept;
    }

    private static boolean print(
            int threads, String event, String other, List<Cost> ours, List<Cost> theirs, PrintStream out) {
        Interval ratio = Cost.ratio(ours, theirs);
        boolean allocates = event.equals("exception") && !Main.isUnseen(Cost.medianBytes(ours));
        boolean judged = other.equals("Burst");
        boolean kept = (!judged || ratio.median() <= MOST) && !allocates;
        out.printf(
                Locale.ROOT,
                "%-8d %-10s %-10s %9.1f %9.1f %7.3f %8.3f %9.3f %9.3f  %s%n",
                threads,
                event,
                other,
                Cost.medianNanos(ours),
                Cost.medianNanos(theirs),
                ratio.median(),
                ratio.upper(),
                Cost.medianBytes(ours),
                Cost.medianBytes(theirs),
                !kept ? "FAIL" : judged ? "pass" : "shown");
        return kept;
    }
}
