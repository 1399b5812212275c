package io.plimsoll.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.HealthClients.Sample;
import io.plimsoll.examples.drill.Times;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;

/** The application with its own PostgreSQL stopped: our health and Boot's, of the same DataSource, side by side. */
class FrozenDatabaseTest {

    private static final String OURS = "/actuator/health/plimsoll";
    private static final String BOOTS = "/actuator/health/db";
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration VERDICT = Duration.ofSeconds(10);
    private static final Duration FROZEN = Duration.ofSeconds(4);

    @Test
    void isToldAtOnceByUsWhileBootsOwnIndicatorWaits() throws Exception {
        String[] anyPort = {"--server.port=0", "--ops.port=0", "--management.server.port=0", "--drain.wait=0s"};
        try (var application = SpringApplication.run(ClockApplication.class, anyPort)) {
            Postgres postgres = Postgres.of(application.getBean(EmbeddedPostgres.class));
            URI server = URI.create(
                    "http://localhost:" + application.getEnvironment().getRequiredProperty("local.management.port"));
            try (var ours = HealthClients.start(1, server, PAUSE, OURS);
                    var boots = HealthClients.start(1, server, PAUSE, BOOTS)) {
                Eventually.within(START, "both say UP", () -> isSaid(200, ours) && isSaid(200, boots));
                postgres.freeze();
                long frozen = System.nanoTime();
                Duration told;
                Duration waited;
                long thawed;
                try {
                    told = Eventually.within(VERDICT, "we say DOWN", () -> isSaid(503, ours));
                    Eventually.letPass(FROZEN.minus(told));
                } finally {
                    thawed = System.nanoTime();
                    postgres.thaw();
                }
                List<Sample> oursMeanwhile = begunBetween(frozen, thawed, ours);
                Eventually.within(
                        START,
                        "Boot's own answers again",
                        () -> boots.samples().anyMatch(sample -> sample.endedNanos() > thawed));
                waited = Duration.ofNanos(boots.samples()
                        .mapToLong(sample -> sample.endedNanos() - sample.begunNanos())
                        .max()
                        .orElseThrow());
                Eventually.within(
                        START,
                        "we say UP",
                        () -> ours.samples()
                                .anyMatch(sample -> sample.begunNanos() > thawed && sample.status() == 200));

                System.out.println("PostgreSQL frozen for " + FROZEN.toMillis() + " ms: " + OURS + " answered in "
                        + Times.of(oursMeanwhile.stream()) + " (median/p99/max) and said DOWN after " + told.toMillis()
                        + " ms; " + BOOTS + " answered " + begunAndEndedBetween(frozen, thawed, boots)
                        + " times, its slowest answer took " + waited.toMillis() + " ms");
                assertThat(oursMeanwhile)
                        .hasSizeGreaterThan(20)
                        .allSatisfy(sample -> assertThat(sample.millis()).isLessThan(1_000));
                assertThat(waited).isGreaterThan(FROZEN.dividedBy(2));
                assertThat(oursMeanwhile.get(oursMeanwhile.size() - 1).answer())
                        .contains("\"database\"", "\"code\":\"TIMEOUT\"", "\"error\":\"Database did not answer\"");
            }
        }
    }

    private static boolean isSaid(int status, HealthClients clients) {
        return clients.samples().anyMatch(sample -> sample.status() == status);
    }

    private static List<Sample> begunBetween(long from, long to, HealthClients clients) {
        return clients.samples()
                .filter(sample -> sample.begunNanos() > from && sample.begunNanos() < to)
                .toList();
    }

    private static long begunAndEndedBetween(long from, long to, HealthClients clients) {
        return clients.samples()
                .filter(sample -> sample.begunNanos() > from && sample.endedNanos() < to)
                .count();
    }
}
