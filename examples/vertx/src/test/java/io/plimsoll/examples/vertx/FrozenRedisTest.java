package io.plimsoll.examples.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.HealthClients.Sample;
import io.plimsoll.examples.drill.ServiceProcess;
import io.plimsoll.examples.drill.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with its Redis stopped: connections stay open, and nobody answers. */
class FrozenRedisTest {

    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration VERDICT = Duration.ofSeconds(10);
    private static final int VISITORS = 10;
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final double MILLIS_OF_A_TIMEOUT = 1_000;

    @TempDir
    Path home;

    @Test
    void isToldByHealthWhichTheBusinessReadsInsteadOfWaiting() throws Exception {
        try (var service = ServiceProcess.launch(VisitsService.class, home, Map.of("DRAIN_MILLIS", "0"))
                .awaitReady()) {
            try (var platform = HealthClients.start(1, service.ops(), PAUSE, "/health/deep", "/health/shallow");
                    var visitors = HealthClients.start(1, service.business(), PAUSE, "/visit")) {
                Eventually.within(
                        START,
                        "deep says UP and a visitor is counted",
                        () -> saysDeep(200, platform) && isCounted(visitors));
                ProcessHandle redis = service.descendants().get(0);
                signal("STOP", redis);
                Duration told;
                long frozen = System.nanoTime();
                long down;
                long thawed;
                try {
                    told = Eventually.within(VERDICT, "deep says DOWN", () -> saysDeep(503, platform));
                    down = System.nanoTime();
                    Eventually.within(
                            VERDICT,
                            "visitors are served",
                            () -> begunSince(down, visitors).size() >= VISITORS);
                    thawed = System.nanoTime();
                } finally {
                    signal("CONT", redis);
                }
                Eventually.within(
                        VERDICT,
                        "deep says UP and visitors are counted again",
                        () -> saysDeep(200, platform) && isCounted(visitors));

                List<Sample> health = endedBefore(thawed, begunSince(frozen, platform));
                List<Sample> visits = endedBefore(thawed, begunSince(down, visitors));
                System.out.println("Redis frozen: DOWN after " + told.toMillis() + " ms, health answered in "
                        + Times.of(health.stream()) + ", visitors after that in " + Times.of(visits.stream()));
                assertThat(Times.of(health.stream()).median()).isLessThan(MILLIS_OF_A_TIMEOUT);
                assertThat(health)
                        .filteredOn(sample -> sample.path().endsWith("shallow"))
                        .isNotEmpty()
                        .allMatch(FrozenRedisTest::isOk);
                assertThat(health)
                        .anySatisfy(sample -> assertThat(sample.answer())
                                .contains("\"redis\":{\"status\":\"DOWN\",\"code\":\"TIMEOUT\""));
                assertThat(visits)
                        .allMatch(FrozenRedisTest::isOk)
                        .noneMatch(sample -> sample.answer().contains("visitor"));
                assertThat(Times.of(visits.stream()).median()).isLessThan(MILLIS_OF_A_TIMEOUT);
            } finally {
                service.signal("TERM");
                service.exit(STOP);
            }
        }
    }

    private static boolean saysDeep(int status, HealthClients platform) {
        return platform.samples()
                .filter(sample -> sample.path().endsWith("deep"))
                .reduce((earlier, later) -> later)
                .filter(sample -> sample.status() == status)
                .isPresent();
    }

    private static boolean isCounted(HealthClients visitors) {
        return visitors.samples()
                .reduce((earlier, later) -> later)
                .filter(sample -> sample.answer().contains("visitor"))
                .isPresent();
    }

    private static List<Sample> begunSince(long nanos, HealthClients clients) {
        return clients.samples().filter(sample -> sample.begunNanos() > nanos).toList();
    }

    private static List<Sample> endedBefore(long nanos, List<Sample> samples) {
        return samples.stream().filter(sample -> sample.endedNanos() < nanos).toList();
    }

    private static boolean isOk(Sample sample) {
        return sample.status() == 200;
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }
}
