package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.Times;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProbeLoadTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int CLIENTS = 64;

    @Test
    void asksNoMoreOfItsDependenciesWhenMoreAskAboutThem() throws Exception {
        try (var service = Running.start()) {
            Eventually.within(
                    Duration.ofSeconds(10),
                    "the pool is full, and done with its own statements",
                    () -> service.parts().pools().write().getHikariPoolMXBean().getTotalConnections() == 10);
            var redis = new RedisCounter(service.parts().backends().redis());
            var postgres = PostgresCounter.of(service.parts().backends().postgres());

            Work idle = during(redis, postgres);
            Work loaded;
            Times times;
            try (var clients = HealthClients.start(
                    CLIENTS,
                    service.parts().opsUri(),
                    Duration.ofMillis(20),
                    "/health/deep",
                    "/health/deep/database",
                    "/health/ready")) {
                loaded = during(redis, postgres);
                times = Times.of(clients.samples());
                assertThat(clients.samples()).allMatch(sample -> sample.status() == 200);
            }

            System.out.println("probe load in 10 s: idle " + idle + "; under " + CLIENTS + " clients " + loaded
                    + ", answered " + times + " median/p99/max (count)");
            assertThat(idle.redis()).isPositive();
            assertThat(idle.postgres()).isPositive();
            assertThat(loaded.redis()).isLessThanOrEqualTo(idle.redis() + 1);
            assertThat(loaded.postgres()).isLessThanOrEqualTo(idle.postgres() + idle.postgresOfOneProbe());
        }
    }

    private static Work during(RedisCounter redis, PostgresCounter postgres) {
        long redisBefore = redis.count();
        long postgresBefore = postgres.count();
        Eventually.letPass(WINDOW);
        return new Work(redis.count() - redisBefore, postgres.count() - postgresBefore);
    }

    /** What the servers did. */
    private record Work(long redis, long postgres) {

        private static final int MOST_PROBES = 5;

        /** How many messages one probe is made of: at most five of them begin in ten seconds. */
        long postgresOfOneProbe() {
            return (postgres + MOST_PROBES - 1) / MOST_PROBES;
        }

        @Override
        public String toString() {
            return redis + " Redis commands, " + postgres + " PostgreSQL messages";
        }
    }
}
