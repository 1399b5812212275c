package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMountTest {

    @TempDir
    private Path root;

    private FakeKernel kernel;

    @BeforeEach
    void create() {
        kernel = new FakeKernel(root);
    }

    @Test
    void isTheMountPointInANamespaceOfItsOwn() {
        FakeKernel.container(root);

        assertThat(groups()).containsExactly("sys/fs/cgroup");
    }

    @Test
    void knowsThoseAboveWhereTheyCanBeSeen() {
        kernel.file("proc/self/cgroup", "0::/kubepods.slice/pod7/app")
                .file("proc/self/mountinfo", "29 22 0:25 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw")
                .directory("sys/fs/cgroup/kubepods.slice/pod7/app");

        assertThat(groups())
                .containsExactly(
                        "sys/fs/cgroup/kubepods.slice/pod7/app",
                        "sys/fs/cgroup/kubepods.slice/pod7",
                        "sys/fs/cgroup/kubepods.slice",
                        "sys/fs/cgroup");
    }

    @Test
    void isBelowTheMountPointWhereOnlyAPartIsMounted() {
        kernel.file("proc/self/cgroup", "0::/system.slice/app")
                .file("proc/self/mountinfo", "29 22 0:25 /system.slice /sys/fs/my\\040cgroup rw - cgroup2 cgroup2 rw")
                .directory("sys/fs/my cgroup/app");

        assertThat(groups()).containsExactly("sys/fs/my cgroup/app", "sys/fs/my cgroup");
    }

    @Test
    void isNotThoseOfVersionOneBesideIt() {
        kernel.file("proc/self/cgroup", "4:memory:/process", "1:cpu:/", "0::/")
                .file(
                        "proc/self/mountinfo",
                        "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                        "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu",
                        "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw")
                .directory("sys/fs/cgroup/cpu")
                .directory("sys/fs/cgroup/unified");

        assertThat(groups()).containsExactly("sys/fs/cgroup/unified");
    }

    @Test
    void isNotSeenWithVersionOneAlone() {
        kernel.file("proc/self/cgroup", "4:memory:/docker/abc", "1:cpu:/docker/abc")
                .file("proc/self/mountinfo", "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu")
                .directory("sys/fs/cgroup/cpu/docker/abc");

        assertThat(groups()).isEmpty();
    }

    @Test
    void isNotSeenByAProcessThatWasMovedOutOfItsNamespace() {
        FakeKernel.container(root).file("proc/self/cgroup", "0::/../other").directory("sys/fs/other");

        assertThat(groups()).isEmpty();
    }

    @Test
    void isNotSeenWhereAnotherPartIsMounted() {
        kernel.file("proc/self/cgroup", "0::/")
                .file("proc/self/mountinfo", "29 22 0:25 /.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw")
                .directory("sys/fs/cgroup");

        assertThat(groups()).isEmpty();
    }

    @Test
    void isNotSeenOnceItIsDeleted() {
        FakeKernel.container(root).file("proc/self/cgroup", "0::/app (deleted)");

        assertThat(groups()).isEmpty();
    }

    @Test
    void isNotSeenOnAnotherSystem() {
        assertThat(groups()).isEmpty();
    }

    private List<String> groups() {
        return CgroupMount.cgroupOfThisProcess(root).ownAndAbove().stream()
                .map(group -> root.relativize(group).toString())
                .toList();
    }
}
