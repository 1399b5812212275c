package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.examples.drill.Eventually;
import io.plimsoll.examples.drill.HealthClients;
import io.plimsoll.examples.drill.Times;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProbeLoadTest {

    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final int CLIENTS = 64;

    @Test
    void asksNoMoreOfItsDependenciesWhenMoreAskAboutThem() throws Exception {
        try (var service = Running.start()) {
            Eventually.within(
                    Duration.ofSeconds(10),
                    "the pools are full, and done with their own statements",
                    () -> service.parts().pools().isFull());
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
            assertThat(idle.sentinel()).isPositive();
            assertThat(idle.gauge()).isPositive();
            assertThat(idle.others()).isZero();
            assertThat(loaded.redis()).isLessThanOrEqualTo(idle.redis() + 1);
            assertThat(loaded.sentinel()).isLessThanOrEqualTo(idle.sentinel() + Work.ofOneProbe(idle.sentinel()));
            assertThat(loaded.gauge()).isLessThanOrEqualTo(idle.gauge() + Work.ofOneProbe(idle.gauge()));
            assertThat(loaded.others()).isZero();
        }
    }

    private static Work during(RedisCounter redis, PostgresCounter postgres) {
        long redisBefore = redis.count();
        Map<String, Long> before = postgres.counts();
        Eventually.letPass(WINDOW);
        long redisAsked = redis.count() - redisBefore;
        var asked = new TreeMap<>(postgres.counts());
        asked.replaceAll((application, count) -> count - before.getOrDefault(application, 0L));
        long sentinel = asked.getOrDefault("plimsoll-sentinel", 0L);
        long gauge = asked.getOrDefault("plimsoll-gauge", 0L);
        return new Work(
                redisAsked,
                sentinel,
                gauge,
                asked.values().stream().mapToLong(count -> count).sum() - sentinel - gauge);
    }

    /** What the servers did. */
    private record Work(long redis, long sentinel, long gauge, long others) {

        private static final int MOST_PROBES = 5;

        /** How many statements one probe is made of: at most five of them begin in ten seconds. */
        static long ofOneProbe(long statements) {
            return (statements + MOST_PROBES - 1) / MOST_PROBES;
        }

        @Override
        public String toString() {
            return redis + " Redis commands, PostgreSQL statements: " + sentinel + " of the sentinel, " + gauge
                    + " of the gauge, " + others + " of others";
        }
    }
}
