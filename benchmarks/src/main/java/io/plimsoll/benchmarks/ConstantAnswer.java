package io.plimsoll.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRequest;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.http.endpoint.OpsRouter;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Our {@code /health/deep} beside constant answers of the same bytes, on the same server and in the same process.
 *
 * <p>A machine is never the same for two minutes. So the answers take turns, in an order that is drawn anew for each round,
 * each turn is short, and what counts is the ratio within a round: what slows one slows the other. The load comes from a
 * process of its own, by {@link LoadGenerator}, over connections that are kept alive where the server does so.
 *
 * <p>Requests per second contain what the client and the kernel cost, which is the same for all and hides differences;
 * therefore the processor time of this process, which is the server and hardly anything else, is compared as well.
 */
final class ConstantAnswer {

    static final OpsRequest DEEP = new Deep();

    private final Plan plan;
    private final PrintStream out;
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    ConstantAnswer(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /**
     * How long it takes.
     *
     * @param warmUp for each answer of each server
     * @param rounds in each of which every answer has one turn
     */
    record Plan(Duration warmUp, Duration turn, int rounds, int connections) {

        static final Plan FULL = new Plan(Duration.ofSeconds(5), Duration.ofMillis(200), 100, 16);
        static final Plan SHORT = new Plan(Duration.ofSeconds(2), Duration.ofMillis(200), 10, 16);
    }

    /** Makes servers that answer by the router and by the constant. */
    @FunctionalInterface
    interface Starter {
        Contest start(OpsRouter ops, Constant constant) throws Exception;
    }

    /** What one turn gave. */
    record Turn(double perSecond, double cpuMicros, double cpuShare) {}

    List<Comparison> run(List<Starter> starters) throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        try (HealthMonitor health = Checkout.start()) {
            OpsRouter ops = OpsRouter.builder(health).build();
            OpsResponse answer = ops.handle(DEEP);
            out.printf(
                    "GET /health/deep, %,d bytes, %d connections, %d turns of %d ms each, order by seed %d%n",
                    answer.bodyLength(), plan.connections, plan.rounds, plan.turn.toMillis(), seed);
            out.println(Comparison.HEADER);
            for (Starter starter : starters) {
                try (Contest contest = starter.start(ops, Constant.of(answer));
                        Load load = Load.start()) {
                    Map<Answer, List<Turn>> turns = turns(contest, load);
                    for (Answer other : List.of(Answer.CONSTANT, Answer.BARE)) {
                        var comparison = new Comparison(
                                contest.server(), other, contest.isJudged(), turns.get(Answer.OURS), turns.get(other));
                        out.println(comparison.row());
                        comparisons.add(comparison);
                    }
                }
            }
        }
        return comparisons;
    }

    private Map<Answer, List<Turn>> turns(Contest contest, Load load) {
        Map<Answer, List<Turn>> turns = new EnumMap<>(Answer.class);
        List<Answer> order = new ArrayList<>(List.of(Answer.values()));
        for (Answer answer : order) {
            turns.put(answer, new ArrayList<>());
        }
        // Half of it in each direction: what is warmed up last must not be what the compiler knows best.
        for (int i = 0; i < 2; i++) {
            for (Answer answer : order) {
                turn(contest, load, answer, plan.warmUp.dividedBy(2));
            }
            Collections.reverse(order);
        }
        for (int round = 0; round < plan.rounds; round++) {
            Collections.shuffle(order, random);
            for (Answer answer : order) {
                turns.get(answer).add(turn(contest, load, answer, plan.turn));
            }
        }
        return turns;
    }

    private Turn turn(Contest contest, Load load, Answer answer, Duration time) {
        var order =
                new Load.Order(contest.port(answer), answer.path(), plan.connections, contest.keepsAlive(), 0, time);
        long cpuBefore = system.getProcessCpuTime();
        Load.Report report = load.run(order);
        long cpu = system.getProcessCpuTime() - cpuBefore;
        if (report.failures() > 0 || report.answers() == 0) {
            throw new IllegalStateException(contest.server() + " at " + answer.path() + ": " + report);
        }
        return new Turn(report.perSecond(), cpu / 1e3 / report.answers(), (double) cpu / report.nanos());
    }

    private record Deep() implements OpsRequest {

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return Answer.OURS.path();
        }

        @Override
        public @Nullable String query() {
            return null;
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }
    }
}
