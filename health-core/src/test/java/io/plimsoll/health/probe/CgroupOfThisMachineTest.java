package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.plimsoll.health.Code;
import io.plimsoll.health.ComponentHealth;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Status;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.ProbeSettings;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With the kernel that runs the tests, as far as it lets them. */
@Timeout(120)
class CgroupOfThisMachineTest {

    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpu");

    @Test
    void seesWhatThisMachineHas() {
        List<Path> groups = CgroupMount.cgroupOfThisProcess(Path.of("/")).ownAndAbove();
        if (groups.isEmpty()) {
            abort("no control group of version 2 is to be seen here");
        }
        CgroupProbe probe = CgroupProbe.create();
        probe.open(new ManualTime().timing());

        Finding finding = probe.check(Unhurried.ATTEMPT);
        System.out.println("control group " + groups.get(0) + ": " + finding);

        assertThat(finding.status()).isEqualTo(Status.UP);
        assertThat(finding.readings().containsKey("cpu_pressure_percent"))
                .isEqualTo(Files.isReadable(groups.get(0).resolve("cpu.pressure")));
        assertThat(finding.readings().containsKey("memory_bytes"))
                .isEqualTo(groups.stream().anyMatch(group -> Files.isReadable(group.resolve("memory.current"))));
    }

    @Test
    void seesThatThreadsWaitForAProcessor() throws Exception {
        List<Path> groups = CgroupMount.cgroupOfThisProcess(Path.of("/")).ownAndAbove();
        if (groups.isEmpty() || !Files.isReadable(groups.get(0).resolve("cpu.pressure"))) {
            abort("this kernel tells no pressure of control groups");
        }
        Path group = child(groups.get(0));
        int tooMany = Runtime.getRuntime().availableProcessors() * 2 + 1;
        try {
            ComponentHealth found =
                    whatIsFoundOf(group, tooMany, CgroupProbe.builder().degradedAtCpuPressurePercent(10));

            assertThat(found.code()).isEqualTo(Code.CPU_PRESSURE);
            assertThat(found.error()).isEqualTo("CPU pressure at least 10 % for long");
        } finally {
            Files.delete(group);
        }
    }

    /** The quota is set in version 1, where a machine has its CPU controller there: the same numbers under the same names. */
    @Test
    void seesThatTheKernelThrottles() throws Exception {
        if (!Files.isRegularFile(VERSION_1.resolve("cgroup.procs"))) {
            abort("no CPU quota can be set by a test here: there is no " + VERSION_1);
        }
        Path group = child(VERSION_1);
        try {
            Files.writeString(group.resolve("cpu.cfs_period_us"), "100000");
            Files.writeString(group.resolve("cpu.cfs_quota_us"), "10000");

            ComponentHealth found =
                    whatIsFoundOf(group, 1, CgroupProbe.builder().withoutPressure());

            assertThat(found.code()).isEqualTo(Code.CPU_THROTTLED);
            assertThat(found.error()).isEqualTo("CPU throttled at least 25 % for long");
        } finally {
            Files.delete(group);
        }
    }

    private static Path child(Path parent) {
        Path group = parent.resolve("plimsoll-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            return Files.createDirectory(group);
        } catch (IOException refused) {
            return abort("a test may make no control group in " + parent);
        }
    }

    /** What the probe finds of processes in this group that do nothing but count, or that it is UP all the time. */
    private static ComponentHealth whatIsFoundOf(Path group, int processes, CgroupProbe.Builder settings)
            throws Exception {
        List<Process> busy = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                busy.add(new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                "echo $$ > '" + group + "/cgroup.procs'; i=0;"
                                        + " while [ $i -lt 200000000 ]; do i=$((i+1)); done")
                        .inheritIO()
                        .start());
            }
            CgroupProbe probe = settings.sustainedFor(Duration.ofSeconds(2)).build(new Cgroup(List.of(group)));
            try (HealthMonitor health = HealthMonitor.builder("service", "1")
                    .optional("cgroup", probe, ProbeSettings.every(Duration.ofSeconds(1)))
                    .start()) {
                long begun = System.nanoTime();
                while (cgroup(health).finding().status() != Status.DEGRADED
                        && System.nanoTime() - begun < Duration.ofSeconds(60).toNanos()) {
                    LockSupport.parkNanos(20_000_000);
                }
                ComponentHealth found = cgroup(health);
                System.out.println(processes + " busy: " + found.code() + " "
                        + found.finding().readings());
                return found;
            }
        } finally {
            for (Process process : busy) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static ComponentHealth cgroup(HealthMonitor health) {
        return Objects.requireNonNull(health.report().components().get("cgroup"));
    }
}
