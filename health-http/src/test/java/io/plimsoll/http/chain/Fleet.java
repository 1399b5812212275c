package io.plimsoll.http.chain;

import static java.util.stream.Collectors.toCollection;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Services that share a database and require each other's deep health, in virtual time. */
final class Fleet implements AutoCloseable {

    private static final Duration ROUND = Duration.ofSeconds(2);

    private final List<Set<Integer>> asks;
    private final ManualTime time = new ManualTime();
    private final ExecutorService threads = Executors.newCachedThreadPool(); // a new one per attempt costs most
    private final Timing timing = new Timing(time, time, time, this::runToItsEnd);
    private final List<HealthMonitor> services = new ArrayList<>();
    private final List<OpsRouter> routers = new ArrayList<>();
    private boolean databaseWorks = true;
    private boolean ruleHolds = true;

    /** @param asks for each service, whom it asks */
    Fleet(List<Set<Integer>> asks) {
        this.asks = asks;
        for (Set<Integer> neighbours : asks) {
            var builder = HealthMonitor.builder("service-" + services.size(), "v1")
                    .timing(timing)
                    .required(
                            "database",
                            probe -> databaseWorks
                                    ? Finding.up()
                                    : Finding.down(Code.REFUSED, "Database refused the connection"));
            neighbours.forEach(neighbour -> builder.required("service-" + neighbour, new DeepHealthOf(neighbour)));
            services.add(builder.start());
            routers.add(OpsRouter.builder(services.get(services.size() - 1)).build());
        }
    }

    void breakDatabase() {
        databaseWorks = false;
    }

    void healDatabase() {
        databaseWorks = true;
    }

    /** Whether services say that they ask on behalf of their own health. */
    void ruleHolds(boolean holds) {
        ruleHolds = holds;
    }

    /** Long enough for anything to get around the longest circle. */
    void settle() {
        time.advance(ROUND.multipliedBy(services.size() + 2L));
    }

    Set<Integer> up() {
        return IntStream.range(0, services.size())
                .filter(i -> services.get(i).report().status() == Status.UP)
                .boxed()
                .collect(toCollection(TreeSet::new));
    }

    Set<Integer> all() {
        return IntStream.range(0, services.size()).boxed().collect(toCollection(TreeSet::new));
    }

    /** Those from which no circle can be reached: their health rests on something that ends. */
    Set<Integer> clearOfCircles() {
        Set<Integer> clear = new TreeSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (int service : all()) {
                more |= clear.containsAll(asks.get(service)) && clear.add(service);
            }
        }
        return clear;
    }

    @Override
    public void close() {
        services.forEach(HealthMonitor::close);
        threads.shutdown();
    }

    /** Time waits for whatever runs: nothing here waits for time. */
    private void runToItsEnd(Runnable task) {
        CompletableFuture.runAsync(task, threads).join();
    }

    private final class DeepHealthOf implements Probe {

        private final int service;

        DeepHealthOf(int service) {
            this.service = service;
        }

        @Override
        public boolean asksAnotherService() {
            return true;
        }

        @Override
        public Finding check(ProbeContext context) {
            Ask ask = Ask.get("/health/deep");
            int status = routers.get(service)
                    .handle(ruleHolds ? ask.with("Health-Chain", "1") : ask)
                    .status();
            return status == 200
                    ? Finding.up()
                    : Finding.down(Code.BAD_RESPONSE, "Unexpected status " + status + " on GET /health/deep");
        }
    }
}
