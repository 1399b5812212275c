package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Reading.Measure;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import io.plimsoll.threads.ThreadTimes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CpuProbeTest {

    private volatile boolean looping = true;
    private volatile long turns;

    @Test
    void isDegradedOnlyWhenBusyForLong() {
        var time = new ManualTime();
        var cpu = new Scripted(time);
        try (HealthMonitor health = HealthMonitor.builder("service", "1")
                .optional("cpu", CpuProbe.builder().build(cpu))
                .timing(time.timing())
                .start()) {
            cpu.percent = 50;
            time.advance(Duration.ofSeconds(61));
            assertThat(cpu(health).status()).isEqualTo(Status.UP);
            assertThat(cpu(health).finding().readings()).containsEntry("cpu_percent", new Measure(50));

            cpu.percent = 100;
            time.advance(Duration.ofSeconds(26));
            assertThat(cpu(health).status()).as("a burst").isEqualTo(Status.UP);
            cpu.percent = 10;
            time.advance(Duration.ofSeconds(5));
            cpu.percent = 95;
            time.advance(Duration.ofSeconds(40));
            assertThat(cpu(health).status()).isEqualTo(Status.DEGRADED);
            assertThat(cpu(health).code()).isEqualTo(Code.CPU_BUSY);
            assertThat(cpu(health).error()).isEqualTo("CPU busy: at least 90 % for long");
            assertThat(cpu(health).finding().scope()).isEqualTo(Scope.LOCAL);

            cpu.percent = 10;
            time.advance(Duration.ofSeconds(6));
            assertThat(cpu(health).status()).isEqualTo(Status.UP);
        }
    }

    @Test
    void namesTheLoopByItsMethod() throws Exception {
        var loop = new Thread(this::spinForEver, "price-calculator");
        loop.setDaemon(true);
        loop.start();
        CpuProbe probe = CpuProbe.builder()
                .degradedAtPercent(5)
                .sustainedFor(Duration.ofSeconds(1))
                .build();
        assertThat(probe.layer()).isEqualTo(Layer.LOCAL);
        try (HealthMonitor health =
                HealthMonitor.builder("service", "1").optional("cpu", probe).start()) {
            long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (!String.valueOf(cpu(health).finding().details().get("hottest_threads"))
                    .contains("CpuProbeTest.spinForEver")) {
                assertThat(System.nanoTime()).as("seen within 40 s").isLessThan(deadline);
                LockSupport.parkNanos(20_000_000);
            }
            String hottest = cpu(health).finding().details().get("hottest_threads");
            System.out.println("CPU loop: " + cpu(health).error() + "; "
                    + Objects.requireNonNull(hottest).lines().limit(2).toList());
            assertThat(hottest).contains(" % price-calculator\n  at ");
            assertThat(cpu(health).status()).isEqualTo(Status.DEGRADED);
        } finally {
            looping = false;
            loop.join();
        }
        assertThat(turns).isPositive();
    }

    @Test
    void refusesAMomentForLong() {
        assertThatThrownBy(() -> CpuProbe.builder().sustainedFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cpu: sustainedFor must be longer than zero: PT0S; every start of this JVM would be a finding");
    }

    private void spinForEver() {
        long own = 0;
        while (looping) {
            own++;
        }
        turns = own;
    }

    private static ComponentHealth cpu(HealthMonitor health) {
        return Objects.requireNonNull(health.report().components().get("cpu"));
    }

    /** Has used as much as the test says, of four processors. */
    private static final class Scripted implements CpuTimes {

        private final ManualTime time;
        private long lastNanos;
        private long used;
        private int percent;

        Scripted(ManualTime time) {
            this.time = time;
            this.lastNanos = time.nanos();
        }

        @Override
        public long ofProcess() {
            long now = time.nanos();
            used += (now - lastNanos) * 4 * percent / 100;
            lastNanos = now;
            return used;
        }

        @Override
        public ThreadTimes ofThreads() {
            return ThreadTimes.UNKNOWN;
        }

        @Override
        public int processors() {
            return 4;
        }
    }
}
