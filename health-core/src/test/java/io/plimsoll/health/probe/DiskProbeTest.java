package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskProbeTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "1000, UP,",
        "100, UP,",
        "99, DEGRADED, Disk almost full: less than 10 % free",
        "20, DEGRADED, Disk almost full: less than 10 % free",
        "19, DOWN, Disk full: less than 2 % free",
        "0, DOWN, Disk full: less than 2 % free"
    })
    void judgesTheShareThatIsFree(long freeOf1000, Status status, String error) throws Exception {
        DiskProbe probe = DiskProbe.builder(directory).build(() -> new DiskProbe.Space(freeOf1000, 1000));

        Finding finding = probe.check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
        assertThat(finding.code()).isEqualTo(status == Status.UP ? null : Code.DISK_FULL);
        assertThat(finding.scope()).isEqualTo(Scope.LOCAL);
        assertThat(finding.readings())
                .isEqualTo(Map.of(
                        "free_bytes", new Reading.Count(freeOf1000),
                        "total_bytes", new Reading.Count(1000),
                        "free_percent", new Reading.Measure(freeOf1000 / 10.0)));
        assertThat(finding.details()).isEqualTo(Map.of("path", directory.toString()));
    }

    @ParameterizedTest
    @CsvSource({
        "500, UP,",
        "499, DEGRADED, Disk almost full: less than 500 bytes free",
        "50, DEGRADED, Disk almost full: less than 500 bytes free",
        "49, DOWN, Disk full: less than 50 bytes free"
    })
    void judgesBytesAloneIfToldSo(long free, Status status, String error) throws Exception {
        DiskProbe probe = DiskProbe.builder(directory)
                .withoutPercent()
                .degradedBelowBytes(500)
                .downBelowBytes(50)
                .build(() -> new DiskProbe.Space(free, 1_000_000));

        Finding finding = probe.check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
    }

    @Test
    void goesByWhicheverLevelIsReachedFirst() throws Exception {
        DiskProbe.Builder settings = DiskProbe.builder(directory).degradedBelowBytes(200);

        Finding large = settings.build(() -> new DiskProbe.Space(900, 10_000)).check(Unhurried.ATTEMPT);
        Finding small = settings.build(() -> new DiskProbe.Space(199, 200)).check(Unhurried.ATTEMPT);

        assertThat(large.error()).isEqualTo("Disk almost full: less than 10 % free");
        assertThat(small.error()).isEqualTo("Disk almost full: less than 200 bytes free");
    }

    @Test
    void isAtWorstDegradedIfToldSo() throws Exception {
        DiskProbe probe =
                DiskProbe.builder(directory).downBelowBytes(10).neverDown().build(() -> new DiskProbe.Space(0, 1000));

        assertThat(probe.check(Unhurried.ATTEMPT).status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void neverLooksBetterWithLessSpace() throws Exception {
        Random random = Seed.random("DiskProbeTest");
        for (int i = 0; i < 2_000; i++) {
            long total = 1 + random.nextLong(1L << 45);
            long more = random.nextLong(total + 1);
            long less = random.nextLong(more + 1);
            DiskProbe.Builder settings = DiskProbe.builder(directory)
                    .degradedBelowPercent(50 + random.nextInt(50))
                    .downBelowPercent(1 + random.nextInt(49))
                    .degradedBelowBytes(1000 + random.nextLong(1L << 40))
                    .downBelowBytes(1 + random.nextInt(999));

            Status withMore = settings.build(() -> new DiskProbe.Space(more, total))
                    .check(Unhurried.ATTEMPT)
                    .status();
            Status withLess = settings.build(() -> new DiskProbe.Space(less, total))
                    .check(Unhurried.ATTEMPT)
                    .status();

            assertThat(withMore.isWorseThan(withLess))
                    .as("%s: %s of %s free, %s: %s free", withMore, more, total, withLess, less)
                    .isFalse();
        }
    }

    @Test
    void readsARealFileSystem() throws Exception {
        Finding finding = DiskProbe.builder(directory)
                .degradedBelowPercent(0.1)
                .neverDown()
                .build()
                .check(Unhurried.ATTEMPT);

        long total = Readings.count(finding, "total_bytes");
        long free = Readings.count(finding, "free_bytes");
        assertThat(total).isEqualTo(Files.getFileStore(directory).getTotalSpace());
        assertThat(free).isBetween(0L, total);
    }

    @Test
    void failsWhenThePathHasGone() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        DiskProbe probe = DiskProbe.of(gone);
        Files.delete(gone);

        assertThatThrownBy(() -> probe.check(Unhurried.ATTEMPT)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void failsWhenTheFileSystemDoesNotKnowItsSize() {
        DiskProbe probe = DiskProbe.builder(directory).build(() -> new DiskProbe.Space(0, 0));

        assertThatThrownBy(() -> probe.check(Unhurried.ATTEMPT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the file system of " + directory + " does not report its size");
    }

    @Test
    void passesOnWhatTheFileSystemThrows() {
        DiskProbe probe = DiskProbe.builder(directory).build(() -> {
            throw new IOException("Stale file handle");
        });

        assertThatThrownBy(() -> probe.check(Unhurried.ATTEMPT))
                .isInstanceOf(IOException.class)
                .hasMessage("Stale file handle");
    }

    @Test
    void refusesAPathThatDoesNotExist() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> DiskProbe.of(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disk: there is no " + missing + ", so its space could never be measured");
    }

    @Test
    void refusesToBeDownBeforeItIsDegraded() {
        assertThatThrownBy(
                        () -> DiskProbe.builder(directory).downBelowPercent(10).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk: downBelowPercent 10.0 is not below degradedBelowPercent 10.0;"
                        + " it would go down without being degraded first");
        assertThatThrownBy(() -> DiskProbe.builder(directory)
                        .degradedBelowBytes(10)
                        .downBelowBytes(20)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk: downBelowBytes 20 is not below degradedBelowBytes 10;"
                        + " it would go down without being degraded first");
    }

    @Test
    void refusesToHaveNoLevel() {
        assertThatThrownBy(() -> DiskProbe.builder(directory).withoutPercent().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk: no level is set, so it could never be anything but UP");
    }

    @Test
    void refusesLevelsThatCannotBe() {
        assertThatThrownBy(() -> DiskProbe.builder(directory).degradedBelowPercent(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disk: degradedBelowPercent must be more than 0 and at most 100 percent, but is 0.0");
        assertThatThrownBy(() -> DiskProbe.builder(directory).downBelowBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("disk: downBelowBytes must be positive, but is -1");
    }

    @Test
    void looksAtMostOnceASecond() {
        assertThat(DiskProbe.of(directory).minimumInterval()).isEqualTo(Duration.ofSeconds(1));
    }
}
