package io.plimsoll.benchmarks.overhead;

import io.plimsoll.benchmarks.Load;
import io.plimsoll.resilience.shed.Criticality;
import java.io.PrintStream;
import java.net.URI;
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
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Of what it can do. */
    private static final Map<Criticality, Double> OFFERED =
            Map.of(Criticality.CRITICAL, 0.6, Criticality.NORMAL, 0.9, Criticality.SHEDDABLE, 1.5);

    /** What of the critical requests is to be served, of all that were offered. */
    private static final double SERVED = 0.99;

    /** How long it takes. */
    public record Plan(Duration warmUp, Duration time) {
        public static final Plan FULL = new Plan(Duration.ofSeconds(20), Duration.ofSeconds(30));
        public static final Plan SHORT = new Plan(Duration.ofSeconds(10), Duration.ofSeconds(10));
        public static final Plan TRIAL = new Plan(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    /** How often health was asked meanwhile, and how long that took. */
    private record Looks(int failed, double p99Millis, int count) {}

    private final Plan plan;
    private final PrintStream out;
    private final Backends backends;
    private final HttpClient monitoring = HttpClient.newHttpClient();

    private Overload(Plan plan, PrintStream out, Backends backends) {
        this.plan = plan;
        this.out = out;
        this.backends = backends;
    }

    /** Whether with the shedder the critical requests are served and health answers. */
    public static boolean run(Plan plan, PrintStream out) throws Exception {
        try (Backends backends = Backends.start()) {
            var overload = new Overload(plan, out, backends);
            out.printf(
                    "%-10s %-10s %9s %9s %8s %9s %9s%n",
                    "storefront", "requests", "offered/s", "served/s", "served", "median ms", "p99 ms");
            boolean unused = overload.serves("plimsoll");
            return overload.serves("shedding");
        }
    }

    private boolean serves(String kind) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor();
        var loads = new EnumMap<Criticality, Load>(Criticality.class);
        try (StorefrontProcess storefront = StorefrontProcess.start(kind, backends, ONE_CORE.split(" "))) {
            for (Criticality each : Criticality.values()) {
                loads.put(each, Load.start());
            }
            Load first = loads.get(Criticality.CRITICAL);
            first.run(new Load.Order(storefront.port(), Storefront.PATH, CONNECTIONS, true, 0, plan.warmUp));
            double capacity = first.run(new Load.Order(
                            storefront.port(), Storefront.PATH, CONNECTIONS, true, 0, plan.time.dividedBy(2)))
                    .perSecond();

            List<Double> millis = Collections.synchronizedList(new ArrayList<>());
            watching.scheduleAtFixedRate(
                    () -> millis.add(lookAtHealth(storefront.opsPort())), 0, 100, TimeUnit.MILLISECONDS);
            var reports = new EnumMap<Criticality, Future<Load.Report>>(Criticality.class);
            loads.forEach((criticality, load) ->
                    reports.put(criticality, threads.submit(() -> load.run(order(storefront, criticality, capacity)))));
            double served = 0;
            for (var each : reports.entrySet()) {
                double share =
                        print(kind, each.getKey(), capacity, each.getValue().get());
                served = each.getKey() == Criticality.CRITICAL ? share : served;
            }
            Looks looks = looks(List.copyOf(millis));
            out.printf(
                    Locale.ROOT,
                    "%-10s health and gates asked %d times meanwhile: %d not 200, p99 %.1f ms%n",
                    kind,
                    looks.count,
                    looks.failed,
                    looks.p99Millis);
            return served >= SERVED && looks.failed == 0;
        } finally {
            loads.values().forEach(Load::close);
            watching.shutdownNow();
            threads.shutdownNow();
        }
    }

    private Load.Order order(StorefrontProcess storefront, Criticality criticality, double capacity) {
        String path = "/" + criticality.name().toLowerCase(Locale.ROOT) + "/checkout";
        int perSecond = (int) (OFFERED.get(criticality) * capacity);
        return new Load.Order(storefront.port(), path, CONNECTIONS_OF_EACH, true, perSecond, plan.time);
    }

    private double print(String kind, Criticality criticality, double capacity, Load.Report report) {
        double offered = OFFERED.get(criticality) * capacity;
        double share = report.answers() / (offered * report.nanos() / 1e9);
        out.printf(
                Locale.ROOT,
                "%-10s %-10s %9.0f %9.0f %7.1f%% %9.1f %9.1f%n",
                kind,
                criticality,
                offered,
                report.perSecond(),
                100 * share,
                report.medianMicros() / 1e3,
                report.p99Micros() / 1e3);
        return share;
    }

    /** Milliseconds until all three had answered with 200; negative if one had not. */
    private double lookAtHealth(int opsPort) {
        long begun = System.nanoTime();
        for (String path : List.of("/health/ready", "/health/shallow", "/health/deep")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                    .timeout(PATIENCE)
                    .build();
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
