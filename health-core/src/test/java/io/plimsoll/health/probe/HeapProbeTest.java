package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.Seed;
import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.Scope;
import io.plimsoll.health.Status;
import io.plimsoll.health.probe.HeapUse.Pool;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapProbeTest {

    @ParameterizedTest
    @CsvSource({
        "1, UP,",
        "899, UP,",
        "900, DEGRADED, Heap almost full: at least 90 % in use after garbage collection",
        "1000, DEGRADED, Heap almost full: at least 90 % in use after garbage collection"
    })
    void isAtWorstDegradedByDefault(long after, Status status, String error) {
        Finding finding =
                HeapProbe.builder().build(() -> new HeapUse(after, 1000)).check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
        assertThat(finding.code()).isEqualTo(status == Status.UP ? null : Code.HEAP_FULL);
        assertThat(finding.scope()).isEqualTo(Scope.LOCAL);
        assertThat(finding.readings())
                .isEqualTo(Map.of(
                        "used_after_gc_bytes", new Reading.Count(after),
                        "max_bytes", new Reading.Count(1000),
                        "used_after_gc_percent", new Reading.Measure(after / 10.0)));
    }

    @ParameterizedTest
    @CsvSource({
        "799, UP,",
        "800, DEGRADED, Heap almost full: at least 80 % in use after garbage collection",
        "974, DEGRADED, Heap almost full: at least 80 % in use after garbage collection",
        "975, DOWN, Heap full: at least 97.5 % in use after garbage collection"
    })
    void isDownOnlyIfToldFromWhere(long after, Status status, String error) {
        Finding finding = HeapProbe.builder()
                .degradedAtPercent(80)
                .downAtPercent(97.5)
                .build(() -> new HeapUse(after, 1000))
                .check(Unhurried.ATTEMPT);

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.error()).isEqualTo(error);
    }

    @Test
    void isUpWithoutAReadingBeforeTheFirstCollection() {
        Finding finding = HeapProbe.builder().build(() -> new HeapUse(0, 1000)).check(Unhurried.ATTEMPT);

        assertThat(finding).isEqualTo(Finding.up().local());
    }

    @Test
    void hasNoShareOfAHeapWithoutLimit() {
        Finding finding = HeapProbe.builder().build(() -> new HeapUse(512, -1)).check(Unhurried.ATTEMPT);

        assertThat(finding).isEqualTo(Finding.up().local().with("used_after_gc_bytes", 512));
    }

    @Test
    void refusesToBeDownBeforeItIsDegraded() {
        assertThatThrownBy(() -> HeapProbe.builder().downAtPercent(85).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("heap: downAtPercent 85.0 is not above degradedAtPercent 90.0;"
                        + " it would go down without being degraded first");
    }

    @Test
    void refusesLevelsThatCannotBe() {
        assertThatThrownBy(() -> HeapProbe.builder().degradedAtPercent(120))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("heap: degradedAtPercent must be more than 0 and at most 100 percent, but is 120.0");
    }

    @Test
    void measuresAPartOfTheHeapAgainstThatPart() {
        assertThat(HeapUse.of(List.of(new Pool(150, 160, 170)), 250)).isEqualTo(new HeapUse(150, 170));
    }

    @Test
    void addsPoolsThatShareTheHeap() {
        assertThat(HeapUse.of(List.of(new Pool(30, 40, 250), new Pool(70, 80, 250)), 250))
                .isEqualTo(new HeapUse(100, 250));
    }

    @Test
    void believesAPoolThatShrankWithoutACollection() {
        assertThat(HeapUse.of(List.of(new Pool(240, 60, 250)), 250)).isEqualTo(new HeapUse(60, 250));
    }

    @Test
    void measuresPoolsWithoutLimitAgainstTheHeap() {
        assertThat(HeapUse.of(List.of(new Pool(30, 40, -1)), 250)).isEqualTo(new HeapUse(30, 250));
        assertThat(HeapUse.of(List.of(new Pool(30, 40, -1)), -1)).isEqualTo(new HeapUse(30, -1));
    }

    @Test
    void neverLooksBetterWithMoreInUse() {
        Random random = Seed.random("HeapProbeTest");
        for (int i = 0; i < 2_000; i++) {
            long max = 1 + random.nextLong(1L << 40);
            long more = 1 + random.nextLong(max);
            long less = 1 + random.nextLong(more);
            HeapProbe.Builder settings = HeapProbe.builder()
                    .degradedAtPercent(1 + random.nextInt(50))
                    .downAtPercent(51 + random.nextInt(50));

            Status withMore = settings.build(() -> new HeapUse(more, max))
                    .check(Unhurried.ATTEMPT)
                    .status();
            Status withLess = settings.build(() -> new HeapUse(less, max))
                    .check(Unhurried.ATTEMPT)
                    .status();

            assertThat(withLess.isWorseThan(withMore))
                    .as("%s: %s of %s in use, %s: %s", withMore, more, max, withLess, less)
                    .isFalse();
        }
    }

    @Test
    void readsTheHeapOfThisJvm() {
        System.gc();

        Finding finding = HeapProbe.create().check(Unhurried.ATTEMPT);

        long after = Readings.count(finding, "used_after_gc_bytes");
        long max = Readings.count(finding, "max_bytes");
        assertThat(after).isPositive().isLessThan(max);
        assertThat(max).isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
    }
}
