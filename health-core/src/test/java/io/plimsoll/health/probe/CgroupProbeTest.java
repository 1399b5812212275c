package io.plimsoll.health.probe;

import static io.plimsoll.health.probe.CgroupProbeTest.Is.ALL_OF_IT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Reading.Count;
import io.plimsoll.health.Reading.Measure;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.testing.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CgroupProbeTest {

    private static final String OWN = "sys/fs/cgroup";
    private static final long MB = 1 << 20;

    @TempDir
    private Path root;

    private final ManualTime time = new ManualTime();
    private FakeKernel kernel;
    private HealthMonitor health;
    private long periods = 900;
    private long throttled = 77;

    /** Which files there are. */
    enum Is {
        ALL_OF_IT,
        NOTHING
    }

    @BeforeEach
    void watch() {
        watch(ALL_OF_IT, CgroupProbe.builder());
    }

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void showsWhatTheKernelTells() {
        runs(10, 10);

        assertThat(cgroup().status()).isEqualTo(Status.UP);
        assertThat(cgroup().finding().scope()).isEqualTo(Scope.LOCAL);
        assertThat(cgroup().finding().details()).isEmpty();
        assertThat(cgroup().finding().readings())
                .isEqualTo(Map.of(
                        "memory_bytes", new Count(300 * MB),
                        "memory_limit_bytes", new Count(512 * MB),
                        "memory_percent", new Measure(58.5),
                        "throttled_percent", new Measure(10),
                        "memory_pressure_percent", new Measure(0.04),
                        "io_pressure_percent", new Measure(0.0),
                        "cpu_pressure_percent", new Measure(80.73)));
    }

    @Test
    void isDegradedOnceItHasBeenThrottledForLong() {
        runs(28, 30);
        assertThat(cgroup().status()).as("a burst").isEqualTo(Status.UP);
        runs(5, 20);
        runs(36, 30);

        assertThat(cgroup().status()).isEqualTo(Status.DEGRADED);
        assertThat(cgroup().code()).isEqualTo(Code.CPU_THROTTLED);
        assertThat(cgroup().error()).isEqualTo("CPU throttled at least 25 % for long");
        assertThat(cgroup().finding().scope()).isEqualTo(Scope.LOCAL);

        runs(6, 0);
        assertThat(cgroup().status()).isEqualTo(Status.UP);
    }

    @ParameterizedTest
    @CsvSource({
        "memory, 19.99, UP,, ",
        "memory, 20.00, DEGRADED, MEMORY_PRESSURE, Memory pressure at least 20 % for long",
        "io, 59.99, UP,, ",
        "io, 60.00, DEGRADED, IO_PRESSURE, I/O pressure at least 60 % for long",
        "cpu, 89.99, UP,, ",
        "cpu, 90.00, DEGRADED, CPU_PRESSURE, CPU pressure at least 90 % for long"
    })
    void isDegradedByPressure(String resource, double percent, Status status, Code code, String error) {
        kernel.pressure(OWN, resource, percent);
        runs(34, 0);

        assertThat(cgroup().status()).isEqualTo(status);
        assertThat(cgroup().code()).isEqualTo(code);
        assertThat(cgroup().error()).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({"600, 140, UP", "600, 139, DEGRADED", "100, 200, UP"})
    void isDegradedByMemoryThatCannotBeDropped(long current, long inactiveFile, Status status) {
        kernel.memory(OWN, current * MB, inactiveFile * MB, Long.toString(512 * MB - MB / 2));
        runs(34, 0);

        assertThat(cgroup().status()).isEqualTo(status);
        assertThat(cgroup().code()).isEqualTo(status == Status.UP ? null : Code.MEMORY_FULL);
        assertThat(cgroup().finding().readings())
                .containsEntry("memory_bytes", new Count(Math.max(0, current - inactiveFile) * MB));
    }

    @Test
    void namesAllThatItFoundAndTheGravestFirst() {
        kernel.pressure(OWN, "cpu", 99).memory(OWN, 500 * MB, 0, Long.toString(512 * MB));
        runs(34, 40);

        assertThat(cgroup().code()).isEqualTo(Code.MEMORY_FULL);
        assertThat(cgroup().error())
                .isEqualTo(
                        "Memory use at least 90 %; CPU throttled at least 25 %; CPU pressure at least 90 % for long");
    }

    @Test
    void looksAtTheLimitThatIsClosestAndTheQuotaThatIsTightest() {
        close();
        String app = "sys/fs/cgroup/pod/app";
        kernel.file("proc/self/cgroup", "0::/pod/app")
                .memory(app, 100 * MB, 0, "max")
                .memory("sys/fs/cgroup/pod", 190 * MB, 0, Long.toString(200 * MB))
                .cpu(app, 0, 0)
                .cpu("sys/fs/cgroup/pod", 100, 0);
        watch(CgroupProbe.builder());
        kernel.cpu("sys/fs/cgroup/pod", 200, 30);
        time.advance(Duration.ofMillis(10));

        assertThat(cgroup().finding().readings())
                .containsEntry("memory_bytes", new Count(190 * MB))
                .containsEntry("memory_percent", new Measure(95))
                .containsEntry("throttled_percent", new Measure(30));
    }

    @Test
    void showsMemoryThatHasNoLimit() {
        kernel.memory(OWN, 300 * MB, 0, "max");
        runs(2, 0);

        assertThat(cgroup().finding().readings())
                .containsEntry("memory_bytes", new Count(300 * MB))
                .doesNotContainKeys("memory_limit_bytes", "memory_percent");
        assertThat(cgroup().finding().details()).containsEntry("not_seen", "memory_percent");
    }

    @Test
    void doesNotFailWhereThereIsNothingToBeSeen() {
        close();
        watch(Is.NOTHING, CgroupProbe.builder());
        time.advance(Duration.ofSeconds(1));

        assertThat(cgroup().status()).isEqualTo(Status.UP);
        assertThat(cgroup().finding().readings()).isEmpty();
        assertThat(cgroup().finding().details())
                .containsEntry(
                        "not_seen",
                        "memory_percent, throttled_percent, memory_pressure_percent, io_pressure_percent,"
                                + " cpu_pressure_percent: no control group of version 2 is to be seen here");
    }

    @ParameterizedTest
    @CsvSource({"''", "some", "some avg10=", "some avg10=NaN avg60=0", "full avg10=99.00 avg60=0"})
    void doesNotBelieveWhatItCannotRead(String garbled) {
        kernel.file(OWN + "/cpu.pressure", garbled)
                .file(OWN + "/cpu.stat", garbled)
                .file(OWN + "/memory.current", garbled);
        time.advance(Duration.ofSeconds(40));

        assertThat(cgroup().status()).isEqualTo(Status.UP);
        assertThat(cgroup().finding().details())
                .containsEntry("not_seen", "memory_percent, throttled_percent, cpu_pressure_percent");
    }

    @Test
    void onlyShowsPressureIfToldSo() {
        close();
        watch(ALL_OF_IT, CgroupProbe.builder().withoutPressure());
        kernel.pressure(OWN, "cpu", 100).pressure(OWN, "memory", 100).pressure(OWN, "io", 100);
        runs(40, 0);

        assertThat(cgroup().status()).isEqualTo(Status.UP);
        assertThat(cgroup().finding().readings()).containsEntry("cpu_pressure_percent", new Measure(100));
    }

    @Test
    void looksAtThisInstanceOnly() {
        assertThat(CgroupProbe.builder().build(root).layer()).isEqualTo(Layer.LOCAL);
    }

    @Test
    void refusesLevelsThatCannotBe() {
        assertThatThrownBy(() -> CgroupProbe.builder().degradedAtThrottledPercent(101))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cgroup: degradedAtThrottledPercent must be more than 0 and at most 100 percent, but is"
                        + " 101.0");
        assertThatThrownBy(() -> CgroupProbe.builder().sustainedFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cgroup: sustainedFor must be longer than zero: PT0S; every start of this JVM would be a finding");
    }

    private void watch(Is there, CgroupProbe.Builder settings) {
        kernel = there == ALL_OF_IT
                ? FakeKernel.container(root)
                        .cpu(OWN, periods, throttled)
                        .memory(OWN, 340 * MB, 40 * MB, Long.toString(512 * MB))
                        .pressure(OWN, "memory", 0.04)
                        .pressure(OWN, "io", 0.0)
                        .pressure(OWN, "cpu", 80.73)
                : new FakeKernel(root.resolve("elsewhere"));
        watch(settings);
    }

    private void watch(CgroupProbe.Builder settings) {
        health = HealthMonitor.builder("service", "1")
                .optional("cgroup", settings.build(kernel.root()))
                .timing(time.timing())
                .start();
    }

    /** A hundred periods a second, to be exact, of which the kernel stops it in so many. */
    private void runs(int seconds, int percent) {
        for (int second = 0; second < seconds; second++) {
            periods += 100;
            throttled += percent;
            kernel.cpu(OWN, periods, throttled);
            time.advance(Duration.ofSeconds(1));
        }
    }

    private ComponentHealth cgroup() {
        return Objects.requireNonNull(health.report().components().get("cgroup"));
    }
}
