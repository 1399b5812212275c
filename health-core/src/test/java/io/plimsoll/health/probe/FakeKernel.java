package io.plimsoll.health.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files as Linux shows them, below a folder of the test. */
record FakeKernel(Path root) {

    static final String PRIVATE_MOUNT =
            "1250 1241 0:27 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot";

    /** A container of Kubernetes: its own namespace of control groups. */
    static FakeKernel container(Path root) {
        return new FakeKernel(root)
                .file("proc/self/cgroup", "0::/")
                .file("proc/self/mountinfo", "1241 1103 0:107 / / rw,relatime - overlay overlay rw", PRIVATE_MOUNT)
                .directory("sys/fs/cgroup");
    }

    FakeKernel directory(String path) {
        try {
            Files.createDirectories(root.resolve(path));
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    FakeKernel file(String path, String... lines) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** As Linux 6 shows it for a group with a quota. */
    FakeKernel cpu(String group, long periods, long throttled) {
        return file(
                group + "/cpu.stat",
                "usage_usec 8187348201",
                "user_usec 7022131000",
                "system_usec 1165217201",
                "nice_usec 0",
                "core_sched.force_idle_usec 0",
                "nr_periods " + periods,
                "nr_throttled " + throttled,
                "throttled_usec 912837461",
                "nr_bursts 0",
                "burst_usec 0");
    }

    FakeKernel memory(String group, long current, long inactiveFile, String max) {
        return file(group + "/memory.current", Long.toString(current))
                .file(group + "/memory.max", max)
                .file(
                        group + "/memory.stat",
                        "anon 361766912",
                        "file 104857600",
                        "kernel 9539584",
                        "inactive_anon 361754624",
                        "active_anon 12288",
                        "inactive_file " + inactiveFile,
                        "active_file 4096",
                        "workingset_refault_anon 0");
    }

    FakeKernel pressure(String group, String resource, double some) {
        return file(
                group + "/" + resource + ".pressure",
                "some avg10=" + some + " avg60=77.95 avg300=60.38 total=11627258630",
                "full avg10=0.00 avg60=0.00 avg300=0.00 total=0");
    }
}
