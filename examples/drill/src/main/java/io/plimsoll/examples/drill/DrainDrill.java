package io.plimsoll.examples.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.HealthClients.Sample;
import java.time.Duration;
import java.util.List;

/**
 * Stops a service by SIGTERM under load and holds it to what draining promises: not ready at once, alive until the port
 * closes, and no request lost that was begun before the end of the wait.
 *
 * <p>Health is asked at both ports: where the platform asks, and beside the business, where a load balancer may ask.
 *
 * <p>All clients connect anew for each request, as they do behind a load balancer that has not noticed yet. A request counts
 * if it was begun up to a moment before the end of the wait, as this process measures it from before the signal; the service
 * begins its wait later than that, never sooner. The moment is for the connection to get from the kernel into the server.
 */
public final class DrainDrill {

    private static final String READY = "/health/ready";
    private static final String SHALLOW = "/health/shallow";
    private static final int BUYERS = 4;
    private static final int REQUESTS_BEFORE = 100;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration NOTICED = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final int ENDED_BY_SIGTERM = 143;

    private final ServiceProcess service;
    private final String businessPath;
    private final Duration wait;
    private final Duration stop;

    /**
     * Of a service that runs.
     *
     * @param businessPath answered with 200 as long as the service works
     * @param wait how long the service was told to serve on
     * @param stop how long it may take after that until its process has ended
     */
    public DrainDrill(ServiceProcess service, String businessPath, Duration wait, Duration stop) {
        this.service = service;
        this.businessPath = businessPath;
        this.wait = wait;
        this.stop = stop;
    }

    /** Stops it, and prints what was measured. */
    public void run() throws InterruptedException {
        List<Sample> business;
        List<Sample> platform;
        List<Sample> gates;
        long signalled;
        Duration took;
        int code;
        try (var buyers = HealthClients.start(BUYERS, service.business(), PAUSE, businessPath);
                var atOps = HealthClients.start(1, service.ops(), PAUSE, READY, SHALLOW);
                var atBusiness = HealthClients.start(1, service.business(), PAUSE, READY, SHALLOW)) {
            try {
                awaitBusiness(buyers, atOps);
            } finally {
                // Even if it was never ready: by force it would leave behind what it has started.
                signalled = System.nanoTime();
                service.signal("TERM");
                code = service.exit(wait.plus(stop));
            }
            took = Duration.ofNanos(System.nanoTime() - signalled);
            business = after(signalled, buyers);
            platform = after(signalled, atOps);
            gates = after(signalled, atBusiness);
        }
        long endOfWait = signalled + wait.minus(MOMENT).toNanos();
        List<Sample> during = begunBefore(endOfWait, business);

        System.out.println(service + " stopped by SIGTERM: not ready after "
                + millisBetween(signalled, noticed(platform)) + " ms and, beside the business, "
                + millisBetween(signalled, noticed(gates)) + " ms, "
                + during.stream().filter(sample -> !isOk(sample)).count() + " of " + during.size()
                + " requests failed during a wait of " + wait.toMillis() + " ms, ended after " + took.toMillis()
                + " ms with " + code);
        isNotReadyAtOnceAndAlive(signalled, endOfWait, platform);
        isNotReadyAtOnceAndAlive(signalled, endOfWait, gates);
        // Beside the business it is the server, once it stops, that may say 503 to whatever comes then.
        assertThat(platform)
                .filteredOn(sample -> !isReadiness(sample))
                .as("alive as long as the ops port answers")
                .allMatch(sample -> isOk(sample) || isUnanswered(sample));
        assertThat(during).hasSizeGreaterThan(REQUESTS_BEFORE / 5).allMatch(DrainDrill::isOk);
        assertThat(code).isIn(0, ENDED_BY_SIGTERM);
        assertThat(took).isGreaterThanOrEqualTo(wait);
    }

    private static void isNotReadyAtOnceAndAlive(long signalled, long endOfWait, List<Sample> health) {
        List<Sample> shallow =
                health.stream().filter(sample -> !isReadiness(sample)).toList();
        Sample noticed = noticed(health);
        assertThat(millisBetween(signalled, noticed)).isLessThan(NOTICED.toMillis());
        assertThat(noticed.answer()).contains("\"reason\":\"Draining\"");
        assertThat(health)
                .filteredOn(sample -> isReadiness(sample) && sample.begunNanos() > noticed.endedNanos())
                .isNotEmpty()
                .noneMatch(DrainDrill::isOk);
        assertThat(begunBefore(endOfWait, shallow)).isNotEmpty().allMatch(DrainDrill::isOk);
    }

    private static Sample noticed(List<Sample> health) {
        return health.stream()
                .filter(sample -> isReadiness(sample) && sample.status() == 503)
                .findFirst()
                .orElseThrow(() -> new AssertionError("never not ready"));
    }

    private static long millisBetween(long begin, Sample sample) {
        return Duration.ofNanos(sample.endedNanos() - begin).toMillis();
    }

    private static void awaitBusiness(HealthClients buyers, HealthClients platform) {
        Eventually.within(START, "it is ready and sells", () -> {
            assertThat(buyers.samples()).as("all are served before it stops").allMatch(DrainDrill::isOk);
            return buyers.samples().count() >= REQUESTS_BEFORE
                    && platform.samples().anyMatch(sample -> isReadiness(sample) && isOk(sample));
        });
    }

    private static List<Sample> after(long nanos, HealthClients clients) {
        return clients.samples().filter(sample -> sample.begunNanos() > nanos).toList();
    }

    private static List<Sample> begunBefore(long nanos, List<Sample> samples) {
        return samples.stream().filter(sample -> sample.begunNanos() < nanos).toList();
    }

    private static boolean isReadiness(Sample sample) {
        return sample.path().equals(READY);
    }

    private static boolean isOk(Sample sample) {
        return sample.status() == 200;
    }

    private static boolean isUnanswered(Sample sample) {
        return sample.answer().isEmpty();
    }
}
