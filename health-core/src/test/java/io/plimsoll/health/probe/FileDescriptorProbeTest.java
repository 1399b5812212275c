package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.probe.FileDescriptorProbe.Descriptors;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileDescriptorProbeTest {

    @ParameterizedTest
    @CsvSource({
        "1, UP,",
        "799, UP,",
        "800, DEGRADED, Almost no file descriptors left: at least 80 % in use",
        "949, DEGRADED, Almost no file descriptors left: at least 80 % in use",
        "950, DOWN, Almost no file descriptors left: at least 95 % in use",
        "1000, DOWN, Almost no file descriptors left: at least 95 % in use"
    })
    void judgesTheShareInUse(long open, Status status, String error) {
        Finding finding = FileDescriptorProbe.builder()
                .build(() -> new Descriptors(open, 1000))
                .check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
        assertThat(finding.code()).isEqualTo(status == Status.UP ? null : Code.FILE_DESCRIPTORS);
        assertThat(finding.scope()).isEqualTo(Scope.LOCAL);
        assertThat(finding.readings())
                .isEqualTo(Map.of(
                        "open_file_descriptors", new Reading.Count(open),
                        "max_file_descriptors", new Reading.Count(1000)));
    }

    @ParameterizedTest
    @CsvSource({"499, UP", "500, DEGRADED", "600, DOWN"})
    void judgesByOtherLevels(long open, Status status) {
        Finding finding = FileDescriptorProbe.builder()
                .degradedAtPercent(50)
                .downAtPercent(60)
                .build(() -> new Descriptors(open, 1000))
                .check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
    }

    @Test
    void isAtWorstDegradedIfToldSo() {
        Finding finding = FileDescriptorProbe.builder()
                .neverDown()
                .build(() -> new Descriptors(1000, 1000))
                .check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void isUpWithoutALimit() {
        Finding finding = FileDescriptorProbe.builder()
                .build(() -> new Descriptors(1000, -1))
                .check(Unhurried.ATTEMPT);

        assertThat(finding).isEqualTo(Finding.up().local().with("open_file_descriptors", 1000));
    }

    @Test
    void neverLooksBetterWithMoreInUse() {
        Random random = Seed.random("FileDescriptorProbeTest");
        for (int i = 0; i < 2_000; i++) {
            long max = 1 + random.nextLong(1 << 24);
            long more = random.nextLong(max + 1);
            long less = random.nextLong(more + 1);
            FileDescriptorProbe.Builder settings = FileDescriptorProbe.builder()
                    .degradedAtPercent(1 + random.nextInt(50))
                    .downAtPercent(51 + random.nextInt(50));

            Status withMore = settings.build(() -> new Descriptors(more, max))
                    .check(Unhurried.ATTEMPT)
                    .status();
            Status withLess = settings.build(() -> new Descriptors(less, max))
                    .check(Unhurried.ATTEMPT)
                    .status();

            assertThat(withLess.isWorseThan(withMore))
                    .as("%s: %s of %s in use, %s: %s", withMore, more, max, withLess, less)
                    .isFalse();
        }
    }

    @Test
    void refusesToBeDownBeforeItIsDegraded() {
        assertThatThrownBy(() -> FileDescriptorProbe.builder().downAtPercent(80).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("file descriptors: downAtPercent 80.0 is not above degradedAtPercent 80.0;"
                        + " it would go down without being degraded first");
    }

    @Test
    void refusesLevelsThatCannotBe() {
        assertThatThrownBy(() -> FileDescriptorProbe.builder().downAtPercent(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("file descriptors: downAtPercent must be more than 0 and at most 100 percent, but is -5.0");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void countsThoseOfThisProcess() throws IOException {
        FileDescriptorProbe probe =
                FileDescriptorProbe.builder().degradedAtPercent(99).neverDown().build();
        long before = open(probe);
        List<FileInputStream> files = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                files.add(new FileInputStream("/dev/null"));
            }

            assertThat(open(probe)).isBetween(before + 30, before + 70);
        } finally {
            for (FileInputStream file : files) {
                file.close();
            }
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void isDownWhenNoneIsLeftEvenToCountThem() throws Exception {
        ForkedJvm.Outcome outcome = ForkedJvm.run(
                List.of("/bin/sh", "-c", "ulimit -n 150 && exec \"$0\" \"$@\""),
                Leak.class,
                List.of("-XX:-MaxFDLimit"));

        assertThat(outcome.lines().stream().distinct())
                .containsExactly(
                        "UP null",
                        "DEGRADED Almost no file descriptors left: at least 80 % in use",
                        "DOWN Almost no file descriptors left: at least 95 % in use",
                        "DOWN No file descriptor is left to count them with");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesAJvmThatCannotCountThem() throws Exception {
        ForkedJvm.Outcome outcome = ForkedJvm.run(Leak.class, List.of("--limit-modules", "java.base,java.management"));

        assertThat(outcome.lines())
                .anyMatch(
                        line -> line.endsWith("java.lang.IllegalStateException: file descriptors: this JVM cannot count"
                                + " them; that takes the module jdk.management and /proc"));
    }

    private static long open(FileDescriptorProbe probe) {
        return Readings.count(probe.check(Unhurried.ATTEMPT), "open_file_descriptors");
    }

    /** Opens files until not even counting works, and prints what the probe finds whenever that changes. */
    static final class Leak {

        private static final List<FileInputStream> FILES = new ArrayList<>();

        private Leak() {}

        public static void main(String[] args) {
            FileDescriptorProbe probe = FileDescriptorProbe.create();
            String last = "";
            for (int i = 0; i < 10_000 && !last.endsWith("to count them with"); i++) {
                last = printed(probe, last);
                open();
            }
        }

        /** The JVM itself has a file open now and then, so that one failure does not mean that none is left. */
        private static void open() {
            try {
                FILES.add(new FileInputStream("/dev/null"));
            } catch (IOException none) {
                // tried again
            }
        }

        private static String printed(FileDescriptorProbe probe, String last) {
            Finding finding = probe.check(Unhurried.ATTEMPT);
            String now = finding.status() + " " + finding.error();
            if (!now.equals(last)) {
                System.out.println(now);
            }
            return now;
        }
    }
}
