package io.plimsoll.resilience.logstorm.logback;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.resilience.Seed;
import io.plimsoll.resilience.logstorm.LogStormCounts;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;

/** Eight threads log whatever comes, in real time, and each event is written or told to be missing. */
@Timeout(120)
class RandomStormTest {

    private static final int THREADS = 8;
    private static final int EVENTS = 10_000;

    @RepeatedTest(5)
    void whatIsWrittenAndWhatIsToldToBeMissingIsWhatWasOffered() throws Exception {
        Random random = Seed.random("RandomStormTest");
        var logs = new Logs("%msg%n");
        LogStormFilter filter = LogStormFilter.install(
                logs.context,
                new LogStormSettings(
                        1 + random.nextInt(20_000),
                        1 + random.nextInt(1_000),
                        random.nextInt(100),
                        1 + random.nextInt(64),
                        Duration.ofMillis(100),
                        Duration.ofMillis(100)));

        storm(logs, random);
        logs.context.stop();

        LogStormCounts counts = filter.counts();
        List<String> messages = logs.messages();
        long written =
                messages.stream().filter(message -> !Logs.isSummary(message)).count();
        System.out.printf(
                "RandomStormTest: %d offered, %d written, %d dropped and told in %d summaries%n",
                counts.offered(), written, counts.dropped(), messages.size() - written);
        assertThat(counts.offered()).isEqualTo(THREADS * EVENTS);
        assertThat(written).isEqualTo(counts.emitted());
        assertThat(Logs.dropped(messages)).isEqualTo(counts.dropped());
    }

    private static void storm(Logs logs, Random random) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            var begin = new CyclicBarrier(THREADS);
            var running = new ArrayList<Future<?>>();
            for (int thread = 0; thread < THREADS; thread++) {
                var own = new Random(random.nextLong());
                running.add(threads.submit(() -> {
                    begin.await();
                    for (int event = 0; event < EVENTS; event++) {
                        log(logs, own);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void log(Logs logs, Random random) {
        Logger logger = logs.context.getLogger("shop." + random.nextInt(5));
        switch (random.nextInt(6)) {
            case 0 -> logger.error("Checkout failed");
            case 1 -> logger.error("Checkout {} failed", random.nextInt());
            case 2 -> logger.error("Checkout {} failed", "c-1", new IllegalStateException("sold out"));
            case 3 -> logger.error("Order " + random.nextInt(300) + " failed", new IllegalArgumentException());
            case 4 -> logger.atError().addKeyValue("cart", "c-1").log("Checkout failed");
            default -> logger.error("{} of {} in {}", 1, 2, 3);
        }
    }
}
