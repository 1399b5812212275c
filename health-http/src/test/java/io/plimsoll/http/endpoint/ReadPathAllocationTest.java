package io.plimsoll.http.endpoint;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.plimsoll.health.Finding;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.ProbeResult;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A read between changes leaves no garbage. With the real clocks, whose readings are what would be allocated most easily.
 *
 * <p>The compiler needs some rounds until it removes what lives for one call only, and once a second a new {@code Age} is
 * made; so one round of many reads without a single byte is the proof.
 */
class ReadPathAllocationTest {

    private static final int READS = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final CountDownLatch probed = new CountDownLatch(2);
    private final HealthMonitor health = HealthMonitor.builder("checkout-service", "v3.4.12")
            .required("database", probe -> Finding.up(), every(Duration.ofHours(1)))
            .optional("inventory_service", probe -> Finding.up(), every(Duration.ofHours(1)))
            .listener(new HealthListener() {
                @Override
                public void probed(ProbeResult result) {
                    probed.countDown();
                }
            })
            .start();
    private final OpsRouter ops = OpsRouter.builder(health).build();
    private long sum; // keeps the compiler from leaving the reads out

    @BeforeEach
    void awaitResults() throws Exception {
        assertThat(probed.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void close() {
        health.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /health/shallow, 200",
        "GET, /health/ready, 200",
        "GET, /health/started, 200",
        "GET, /health/deep, 200",
        "GET, /health/deep/database, 200",
        "GET, /health/deep/inventory_service, 200",
        "HEAD, /health/shallow, 200",
        "HEAD, /health/deep, 200",
        "HEAD, /health/deep/inventory_service, 200",
        "GET, /nowhere, 404",
        "POST, /health/deep, 405"
    })
    void anAnswerBetweenChangesAllocatesNothing(String method, String path, int status) {
        OpsRequest request = Ask.of(method, path);
        assertThat(ops.handle(request).status()).isEqualTo(status);

        assertThat(fewestBytesOf(() -> sum += ops.handle(request).status(), PATIENCE))
                .isZero();
    }

    @Test
    void aLookAtTheMonitorAllocatesNothing() {
        assertThat(fewestBytesOf(
                        () -> {
                            sum += health.report().components().size();
                            sum += health.status("database").ordinal();
                            sum += health.ready().open() ? 1 : 0;
                        },
                        PATIENCE))
                .isZero();
    }

    @Test
    void whatIsAllocatedIsSeen() {
        var kept = new AtomicReference<Object>();

        assertThat(fewestBytesOf(() -> kept.set(new Object()), Duration.ZERO)).isGreaterThanOrEqualTo(16 * READS);
    }

    /** What a round of {@link #READS} reads allocates; the fewest of many rounds, since others compile and stall. */
    private long fewestBytesOf(Runnable read, Duration patience) {
        long fewest = Long.MAX_VALUE;
        long start = System.nanoTime();
        for (int round = 0; fewest > 0 && (round < 50 || System.nanoTime() - start < patience.toNanos()); round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < READS; i++) {
                read.run();
            }
            fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return fewest;
    }
}
