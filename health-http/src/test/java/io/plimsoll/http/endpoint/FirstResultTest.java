package io.plimsoll.http.endpoint;

import static io.plimsoll.health.monitor.ProbeSettings.every;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Finding;
import io.plimsoll.health.Probe;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.contract.Ask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A crowd asks before anything is known. */
class FirstResultTest {

    private static final int CALLERS = 50;
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void everyoneIsAnsweredAtOnceByOneExecutionAndTheFirstReadAfterItIsUp() throws Exception {
        var gate = new CountDownLatch(1);
        var executions = new AtomicInteger();
        Probe slow = context -> {
            executions.incrementAndGet();
            gate.await();
            return Finding.up();
        };
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (HealthMonitor health = HealthMonitor.builder("s", "v")
                .required("it", slow, every(PATIENCE.multipliedBy(2)).timeout(PATIENCE))
                .start()) {
            OpsRouter ops = OpsRouter.builder(health).build();
            List<Callable<Long>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                calls.add(() -> {
                    long begun = System.nanoTime();
                    OpsResponse answer = ops.handle(Ask.get("/health/deep"));
                    long nanos = System.nanoTime() - begun;
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(body(answer)).contains("\"code\":\"NOT_RUN_YET\"");
                    return nanos;
                });
            }
            callers.invokeAll(calls); // loads classes
            long slowest = 0;
            for (Future<Long> call : callers.invokeAll(calls)) {
                slowest = Math.max(slowest, call.get());
            }
            assertThat(executions.get()).isLessThanOrEqualTo(1);
            assertThat(slowest).isLessThan(AT_ONCE.toNanos());

            gate.countDown();
            long begun = System.nanoTime();
            while (health.report().components().get("it").checkedAt() == null) {
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE.toNanos());
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(ops.handle(Ask.get("/health/deep")).status()).isEqualTo(200);
            assertThat(executions).hasValue(1);
            System.out.printf(
                    "%d callers before the first result: slowest answer %.3f ms, 1 execution%n",
                    CALLERS, slowest / 1e6);
        } finally {
            callers.shutdownNow();
        }
    }

    private static String body(OpsResponse answer) throws Exception {
        var bytes = new ByteArrayOutputStream();
        answer.writeBodyTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
