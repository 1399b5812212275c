package io.plimsoll.benchmarks.overhead;

import io.plimsoll.benchmarks.Load;
import io.plimsoll.resilience.shed.Criticality;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A storefront on one core that is asked for three times what it can do, a fifth of it critical: with guards alone, and with a
 * load shedder before them.
 */
public final class Overload {

    private static final String ONE_CORE = "taskset -c 0";
    private static final int CONNECTIONS = 16;
    private static final int CONNECTIONS_OF_EACH = 200;

    /**
     * Some 4 ms for a request, so that the core has it to do and not whoever asks, and so that there is something to save: a refusal
     * takes some 0.2 ms, and a service whose answers are as cheap as that cannot be saved by refusals.
     */
    private static final int PAGES = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Of what it can do. */
    private static final Map<Criticality, Double> OFFERED =
            Map.of(Criticality.CRITICAL, 0.6, Criticality.NORMAL, 0.9, Criticality.SHEDDABLE, 1.5);

    /** What of the critical requests is to be served, of all that were offered. */
    private static final double SERVED = 0.99;

    /**
     * How long it takes.
     *
     * @param begin of the overload, which is shown and not judged: 600 connections at once, and refusals are new to the compiler
     * @param time of the overload after it
     */
    public record Plan(Duration warmUp, Duration begin, Duration time) {
        public static final Plan FULL = new Plan(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(30));
        public static final Plan SHORT =
                new Plan(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(10));
        public static final Plan TRIAL = new Plan(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    /** How often health was asked meanwhile, and how long that took. */
    private record Looks(int failed, double p99Millis, int count) {}

    /** @param critical the share of the critical requests that was served, once the overload had begun */
    private record Outcome(double critical, Looks looks) {

        boolean isKept() {
            return critical >= SERVED && looks.failed == 0 && looks.count > 0;
        }
    }

    private final PrintStream out;
    private final double capacity;
    private final HttpClient monitoring = HttpClient.newHttpClient();

    private Overload(PrintStream out, double capacity) {
        this.out = out;
        this.capacity = capacity;
    }

    /** Whether with the shedder the critical requests are served and health answers. */
    public static boolean run(Plan plan, PrintStream out) throws Exception {
        moveAwayFromTheOneCore();
        try (Backends backends = Backends.start();
                StorefrontProcess guarded = StorefrontProcess.start("plimsoll", backends, ONE_CORE.split(" "));
                StorefrontProcess shedding = StorefrontProcess.start("shedding", backends, ONE_CORE.split(" "));
                Load load = Load.start()) {
            warmUp(load, shedding, plan.warmUp);
            warmUp(load, guarded, plan.warmUp);
            double capacity = asMuchAsItCan(load, guarded, plan.time.dividedBy(2));
            var overload = new Overload(out, capacity);
            out.printf(Locale.ROOT, "one core can serve %.0f requests/s%n", capacity);
            out.printf(
                    "%-16s %-10s %9s %9s %8s %9s %9s%n",
                    "storefront", "requests", "offered/s", "served/s", "served", "median ms", "p99 ms");
            Outcome bare = overload.of("guards", guarded, plan);
            Outcome kept = overload.of("shedding", shedding, plan);
            out.printf(
                    Locale.ROOT,
                    "critical requests served: %.1f%% with guards alone, %.1f%% with the shedder (at least %.0f%%)  %s%n",
                    100 * bare.critical,
                    100 * kept.critical,
                    100 * SERVED,
                    kept.isKept() ? "pass" : "FAIL");
            return kept.isKept();
        }
    }

    /** This process and all that it starts from now on, where there is another core. */
    private static void moveAwayFromTheOneCore() throws Exception {
        if (Runtime.getRuntime().availableProcessors() > 1) {
            int last = Runtime.getRuntime().availableProcessors() - 1;
            String pid = String.valueOf(ProcessHandle.current().pid());
            if (new ProcessBuilder("taskset", "-apc", "1-" + last, pid).start().waitFor() != 0) {
                throw new IllegalStateException("taskset cannot move this process to the cores 1 to " + last
                        + ": the storefront would not have its core for itself");
            }
        }
    }

    private static void warmUp(Load load, StorefrontProcess storefront, Duration time) {
        load.run(new Load.Order(storefront.port(), path(Criticality.CRITICAL), CONNECTIONS, true, 0, time));
    }

    private static double asMuchAsItCan(Load load, StorefrontProcess storefront, Duration time) {
        return load.run(new Load.Order(storefront.port(), path(Criticality.CRITICAL), CONNECTIONS, true, 0, time))
                .perSecond();
    }

    private Outcome of(String name, StorefrontProcess storefront, Plan plan) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor();
        var loads = new EnumMap<Criticality, Load>(Criticality.class);
        try {
            for (Criticality each : Criticality.values()) {
                loads.put(each, Load.start());
            }
            List<Double> millis = Collections.synchronizedList(new ArrayList<>());
            watching.scheduleAtFixedRate(() -> millis.add(lookAtHealth(storefront)), 0, 100, TimeUnit.MILLISECONDS);
            var running = new EnumMap<Criticality, Future<List<Load.Report>>>(Criticality.class);
            loads.forEach((criticality, load) -> running.put(
                    criticality, threads.submit(() -> load.runInParts(order(storefront, criticality, plan)))));
            double critical = 0;
            for (var each : running.entrySet()) {
                List<Load.Report> reports = each.getValue().get();
                print(name + ", begin", each.getKey(), reports.get(0));
                print(name, each.getKey(), reports.get(1));
                critical = each.getKey() == Criticality.CRITICAL ? share(each.getKey(), reports.get(1)) : critical;
            }
            Looks looks = looks(List.copyOf(millis));
            out.printf(
                    Locale.ROOT,
                    "%-16s health and gates asked %d times meanwhile: %d not 200, p99 %.1f ms%n",
                    name,
                    looks.count,
                    looks.failed,
                    looks.p99Millis);
            return new Outcome(critical, looks);
        } finally {
            loads.values().forEach(Load::close);
            watching.shutdownNow();
            threads.shutdownNow();
        }
    }

    private Load.Order order(StorefrontProcess storefront, Criticality criticality, Plan plan) {
        return new Load.Order(
                storefront.port(),
                path(criticality),
                CONNECTIONS_OF_EACH,
                true,
                offered(criticality),
                List.of(plan.begin, plan.time));
    }

    private int offered(Criticality criticality) {
        return (int) (OFFERED.get(criticality) * capacity);
    }

    private static String path(Criticality criticality) {
        return "/" + criticality.name().toLowerCase(Locale.ROOT) + "/checkout?pages=" + PAGES;
    }

    /** How much of what was offered was served. */
    private double share(Criticality criticality, Load.Report report) {
        return report.perSecond() / offered(criticality);
    }

    private void print(String name, Criticality criticality, Load.Report report) {
        out.printf(
                Locale.ROOT,
                "%-16s %-10s %9d %9.0f %7.1f%% %9.1f %9.1f%n",
                name,
                criticality,
                offered(criticality),
                report.perSecond(),
                100 * share(criticality, report),
                report.medianMicros() / 1e3,
                report.p99Micros() / 1e3);
    }

    /** Milliseconds until all three had answered with 200; negative if one had not. */
    private double lookAtHealth(StorefrontProcess storefront) {
        long begun = System.nanoTime();
        for (HttpRequest request : storefront.looksAtHealth(PATIENCE)) {
            try {
                if (monitoring.send(request, BodyHandlers.discarding()).statusCode() != 200) {
                    return -1;
                }
            } catch (Exception failed) {
                return -1;
            }
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static Looks looks(List<Double> millis) {
        double[] good = millis.stream()
                .filter(each -> each >= 0)
                .mapToDouble(each -> each)
                .sorted()
                .toArray();
        double p99 = good.length == 0 ? Double.NaN : good[(int) Math.ceil(good.length * 0.99) - 1];
        return new Looks(millis.size() - good.length, p99, millis.size());
    }
}
