package io.plimsoll.benchmarks.overhead;

import io.plimsoll.benchmarks.Interval;
import io.plimsoll.benchmarks.Load;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Both storefronts, in turns at 80 % of what the bare one can; healthy, and with PostgreSQL frozen. Several pairs of processes, one
 * after the other: what a compiler makes of the same code differs by more from one process to the next than what is to be measured.
 */
public final class Overhead {

    /** What Plimsoll may add, in processor time for each answer and in memory. */
    private static final double ALLOWED = 1.015;

    private static final double PEAK = 0.8;
    private static final HttpClient MONITORING = HttpClient.newHttpClient();
    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_TO_THE_SICK = 100; // there a request waits for a second

    /**
     * How long it takes.
     *
     * @param warmUp as fast as it goes, and once more at the pace that is measured, at which the compiler comes to its end
     * @param rounds of each pair, with a turn of both
     * @param untilAllKnow that the database is frozen
     */
    public record Plan(int pairs, Duration warmUp, int rounds, Duration untilAllKnow, int frozenRounds, Duration turn) {
        public static final Plan FULL =
                new Plan(6, Duration.ofSeconds(15), 8, Duration.ofSeconds(10), 8, Duration.ofSeconds(3));
        public static final Plan SHORT =
                new Plan(2, Duration.ofSeconds(8), 4, Duration.ofSeconds(10), 6, Duration.ofSeconds(2));
        public static final Plan TRIAL =
                new Plan(1, Duration.ofSeconds(1), 1, Duration.ofSeconds(2), 1, Duration.ofSeconds(1));
    }

    private enum Kind {
        BARE,
        PLIMSOLL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one process did in one turn.
     *
     * @param cores that it used
     * @param ourCores that our threads used of them
     */
    private record Turn(
            double answersPerSecond, double microsPerAnswer, double cores, double ourCores, long failures) {}

    /** What one pair has shown. */
    private record Healthy(double cpu, double memory, boolean allAnswered, double coresOfBare) {}

    private final Plan plan;
    private final PrintStream out;
    private final Load load;
    private final Map<Kind, StorefrontProcess> storefronts;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private int peak;

    private Overhead(Plan plan, PrintStream out, Load load, Map<Kind, StorefrontProcess> storefronts) {
        this.plan = plan;
        this.out = out;
        this.load = load;
        this.storefronts = storefronts;
    }

    /** Whether it costs no more than it may. */
    public static boolean run(Plan plan, PrintStream out) throws Exception {
        try (Backends backends = Backends.start();
                Load load = Load.start()) {
            header(out);
            var healthy = new ArrayList<Healthy>();
            boolean frozen = true;
            for (int pair = 1; pair <= plan.pairs; pair++) {
                try (StorefrontProcess bare = StorefrontProcess.start(Kind.BARE.word(), backends);
                        StorefrontProcess plimsoll = StorefrontProcess.start(Kind.PLIMSOLL.word(), backends)) {
                    var overhead = new Overhead(
                            plan, out, load, new EnumMap<>(Map.of(Kind.BARE, bare, Kind.PLIMSOLL, plimsoll)));
                    boolean last = pair == plan.pairs;
                    frozen &= overhead.watched(() -> {
                        Healthy found = overhead.healthy();
                        healthy.add(found);
                        return !last || overhead.isCheapFrozen(backends, found.coresOfBare);
                    });
                }
            }
            return isCheap(healthy, out) && frozen;
        }
    }

    private static boolean isCheap(List<Healthy> pairs, PrintStream out) {
        double[] cpu = pairs.stream().mapToDouble(Healthy::cpu).sorted().toArray();
        double median = Interval.of(cpu).median();
        double memory = Interval.of(pairs.stream().mapToDouble(Healthy::memory).toArray())
                .median();
        boolean cheap = median <= ALLOWED && memory <= ALLOWED && pairs.stream().allMatch(Healthy::allAnswered);
        out.printf(
                Locale.ROOT,
                "healthy, by the median of %d pairs: processor time %.3f (%.3f to %.3f), memory %.3f  %s%n",
                cpu.length,
                median,
                cpu[0],
                cpu[cpu.length - 1],
                memory,
                cheap ? "pass" : "FAIL");
        return cheap;
    }

    /** While somebody asks for health. */
    private <T> T watched(Supplier<T> work) {
        ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor();
        try {
            watching.scheduleAtFixedRate(this::lookAtHealth, 0, 1, TimeUnit.SECONDS);
            return work.get();
        } finally {
            watching.shutdownNow();
        }
    }

    private Healthy healthy() {
        peak = (int) (PEAK * saturation());
        for (Kind kind : Kind.values()) {
            turn(kind, CONNECTIONS, peak, plan.warmUp);
        }
        asked.set(0);
        unanswered.set(0);
        Map<Kind, List<Turn>> turns = turns(plan.rounds, CONNECTIONS);
        return new Healthy(
                print("healthy", turns),
                memory("healthy"),
                allAnswered(turns),
                median(turns.get(Kind.BARE), Overhead::cores));
    }

    private boolean isCheapFrozen(Backends backends, double coresOfBare) {
        backends.freeze();
        pause(plan.untilAllKnow);
        Map<Kind, List<Turn>> turns = turns(plan.frozenRounds, CONNECTIONS_TO_THE_SICK);
        double cpu = print("frozen", turns);
        double memory = memory("frozen");
        double ours = median(turns.get(Kind.PLIMSOLL), Overhead::ourCores) / coresOfBare;
        boolean cheap = cpu <= ALLOWED && memory <= ALLOWED && ours <= ALLOWED - 1;
        out.printf(
                Locale.ROOT,
                "frozen: our own threads use %.2f %% of what the bare one uses at peak  %s%n",
                100 * ours,
                cheap ? "pass" : "FAIL");
        return cheap;
    }

    /** A refusal is cheaper than an answer, and health that is not answered cheaper than one that is: then the turns would say nothing. */
    private boolean allAnswered(Map<Kind, List<Turn>> turns) {
        long failures = turns.values().stream()
                .flatMap(List::stream)
                .mapToLong(Turn::failures)
                .sum();
        boolean all = failures == 0 && asked.get() > 0 && unanswered.get() == 0;
        out.printf(
                "healthy: %d requests were not answered with 200; health was asked %d times, %d without an answer  %s%n",
                failures, asked.get(), unanswered.get(), all ? "pass" : "FAIL");
        return all;
    }

    private static double cores(Turn turn) {
        return turn.cores;
    }

    private static double ourCores(Turn turn) {
        return turn.ourCores;
    }

    /** Requests per second of the bare one when asked as fast as it answers, after both are warm. */
    private double saturation() {
        for (Kind kind : Kind.values()) {
            turn(kind, CONNECTIONS, 0, plan.warmUp);
        }
        return turn(Kind.BARE, CONNECTIONS, 0, plan.turn).answersPerSecond;
    }

    private Map<Kind, List<Turn>> turns(int rounds, int connections) {
        Map<Kind, List<Turn>> turns = new EnumMap<>(Kind.class);
        for (int round = 0; round < rounds; round++) {
            List<Kind> order = round % 2 == 0 ? List.of(Kind.BARE, Kind.PLIMSOLL) : List.of(Kind.PLIMSOLL, Kind.BARE);
            for (Kind kind : order) {
                turns.computeIfAbsent(kind, any -> new ArrayList<>()).add(turn(kind, connections, peak, plan.turn));
            }
        }
        return turns;
    }

    private Turn turn(Kind kind, int connections, int perSecond, Duration time) {
        StorefrontProcess storefront = storefronts.get(kind);
        double before = storefront.cpuSeconds();
        double oursBefore = storefront.cpuSecondsOfOurThreads();
        Load.Report report =
                load.run(new Load.Order(storefront.port(), Storefront.PATH, connections, true, perSecond, time));
        double seconds = report.nanos() / 1e9;
        double cpu = storefront.cpuSeconds() - before;
        double ours = storefront.cpuSecondsOfOurThreads() - oursBefore;
        long answers = report.answers() + report.failures();
        return new Turn(answers / seconds, 1e6 * cpu / answers, cpu / seconds, ours / seconds, report.failures());
    }

    private static void header(PrintStream out) {
        out.printf(
                "%-8s %9s %9s %9s %8s %8s %6s %15s %11s%n",
                "database", "peak/s", "bare/s", "ours/s", "bare us", "ours us", "ratio", "95 %", "ours, cores");
    }

    private double print(String state, Map<Kind, List<Turn>> turns) {
        List<Turn> bare = turns.get(Kind.BARE);
        List<Turn> ours = turns.get(Kind.PLIMSOLL);
        double[] ratios = new double[bare.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours.get(i).microsPerAnswer / bare.get(i).microsPerAnswer;
        }
        Interval interval = Interval.of(ratios);
        out.printf(
                Locale.ROOT,
                "%-8s %9d %9.0f %9.0f %8.1f %8.1f %6.3f %7.3f-%7.3f %11.4f%n",
                state,
                peak,
                median(bare, turn -> turn.answersPerSecond),
                median(ours, turn -> turn.answersPerSecond),
                median(bare, turn -> turn.microsPerAnswer),
                median(ours, turn -> turn.microsPerAnswer),
                interval.median(),
                interval.lower(),
                interval.upper(),
                median(ours, Overhead::ourCores));
        return interval.median();
    }

    private double memory(String state) {
        double bare = storefronts.get(Kind.BARE).residentMegabytes();
        double ours = storefronts.get(Kind.PLIMSOLL).residentMegabytes();
        out.printf(
                Locale.ROOT,
                "%s: resident memory %.1f MB bare, %.1f MB ours, ratio %.3f%n",
                state,
                bare,
                ours,
                ours / bare);
        return ours / bare;
    }

    private void lookAtHealth() {
        for (HttpRequest request : storefronts.get(Kind.PLIMSOLL).looksAtHealth(Duration.ofSeconds(1))) {
            var unused = MONITORING
                    .sendAsync(request, BodyHandlers.discarding())
                    .whenComplete((answer, failed) -> {
                        asked.incrementAndGet();
                        if (failed != null) {
                            unanswered.incrementAndGet();
                        }
                    });
        }
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> what) {
        return Interval.of(turns.stream().mapToDouble(what).toArray()).median();
    }
}
