package io.plimsoll.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading while evidence is collected, beside 300 threads, against reading while nothing happens: in pairs, in real time. */
@Timeout(60)
class ReadersDuringEvidenceTest {

    private static final int PAIRS = 5;
    private static final int READS = 20_000;

    private volatile boolean down;

    @Test
    void answersAsFastAsWithoutIt() throws Exception {
        var end = new CountDownLatch(1);
        List<Thread> crowd = crowd(end);
        var quiet = new long[PAIRS];
        var busy = new long[PAIRS];
        for (int pair = 0; pair < PAIRS; pair++) {
            down = false;
            try (HealthMonitor health = monitor()) {
                await(() -> health.report().status() == Status.UP);
                read(health);
                quiet[pair] = read(health);
                down = true;
                await(() -> health.report().status() == Status.DOWN);
                busy[pair] = read(health);
                await(() -> hasEvidence(health));
            }
        }
        end.countDown();
        for (Thread thread : crowd) {
            thread.join();
        }
        Arrays.sort(quiet);
        Arrays.sort(busy);
        System.out.printf(
                "%d reads, median of %d: %.2f ms without, %.2f ms while evidence is collected beside 300 threads%n",
                READS, PAIRS, quiet[PAIRS / 2] / 1e6, busy[PAIRS / 2] / 1e6);

        assertThat(Duration.ofNanos(busy[PAIRS / 2]))
                .as("a hundred milliseconds for all of these reads is what a loaded machine may take")
                .isLessThan(Duration.ofNanos(quiet[PAIRS / 2]).plusMillis(100));
    }

    private HealthMonitor monitor() {
        return HealthMonitor.builder("service", "1")
                .required(
                        "it",
                        context -> down ? Finding.down(Code.REFUSED, "Refused") : Finding.up(),
                        ProbeSettings.every(Duration.ofSeconds(1)))
                .start();
    }

    private static boolean hasEvidence(HealthMonitor health) {
        return health.journal().entries().stream()
                .anyMatch(entry -> entry instanceof Changed change && change.evidence() != null);
    }

    private static long read(HealthMonitor health) {
        long start = System.nanoTime();
        int ups = 0;
        for (int i = 0; i < READS; i++) {
            ups += health.report().status() == Status.UP ? 1 : 0;
        }
        assertThat(ups).isIn(0, READS);
        return System.nanoTime() - start;
    }

    private static List<Thread> crowd(CountDownLatch end) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            var thread = new Thread(
                    () -> {
                        try {
                            end.await();
                        } catch (InterruptedException over) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "worker-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 15 s").isLessThan(deadline);
            LockSupport.parkNanos(100_000);
        }
    }
}
