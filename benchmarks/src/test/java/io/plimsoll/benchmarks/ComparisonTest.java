package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.benchmarks.ConstantAnswer.Turn;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final List<Turn> OTHERS = turns(100, 100, 100);

    @Test
    void takesTheMedianOfThePairsAndTheLowerEndOfItsConfidenceInterval() {
        double[] ten = {1.00, 0.91, 0.98, 0.95, 0.20, 0.97, 0.96, 0.99, 5.00, 0.94};

        Interval ratio = Interval.of(ten);

        assertThat(ratio.median()).isCloseTo(0.965, within(1e-9));
        // The table of the sign test: of ten pairs the second from below.
        assertThat(ratio.lower()).isEqualTo(0.91);
    }

    /** By the table of the sign test, for 2.5 % on one side. */
    @ParameterizedTest
    @CsvSource({"6, 1", "8, 1", "9, 2", "12, 3", "15, 4", "20, 6", "30, 10", "40, 14"})
    void knowsWhichPairIsTheBound(int pairs, int place) {
        double[] ratios = IntStream.rangeClosed(1, pairs).asDoubleStream().toArray();

        assertThat(Interval.of(ratios).lower()).isEqualTo(place);
    }

    @Test
    void tooFewPairsKeepNoPromise() {
        assertThat(beside(turns(100, 100, 100)).throughput().lower()).isNegative();
        assertThat(beside(turns(100, 100, 100)).keepsThePromise()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"91, 1.09, pass", "89, 1.00, FAIL", "100, 1.12, FAIL"})
    void bothBoundsDecide(double perSecond, double cpuMicros, String verdict) {
        List<Turn> ours = Collections.nCopies(6, new Turn(perSecond, cpuMicros, 1));
        List<Turn> others = Collections.nCopies(6, new Turn(100, 1, 1));

        var comparison = new Comparison("some", Answer.BARE, true, ours, others);

        assertThat(comparison.row()).endsWith(verdict);
        assertThat(comparison.keepsThePromise()).isEqualTo(verdict.equals("pass"));
        assertThat(new Comparison("some", Answer.BARE, false, ours, others).row())
                .endsWith("not judged");
    }

    @Test
    void comparesTurnByTurn() {
        var comparison = new Comparison(
                "some", Answer.BARE, true, turns(90, 9, 900, 90, 9, 900), turns(100, 10, 1_000, 100, 10, 1_000));

        assertThat(comparison.throughput().median()).isCloseTo(0.9, within(1e-9));
        assertThat(comparison.throughput().lower()).isCloseTo(0.9, within(1e-9));
    }

    @Test
    void countsMoreProcessorTimeAgainstOurs() {
        // A turn's processor time is its reciprocal: half the answers take twice the time.
        assertThat(beside(turns(50, 50, 50)).perCpu().median()).isCloseTo(0.5, within(1e-9));
    }

    private static Comparison beside(List<Turn> ours) {
        return new Comparison("some", Answer.CONSTANT, true, ours, OTHERS);
    }

    private static List<Turn> turns(double... perSecond) {
        return Arrays.stream(perSecond).mapToObj(n -> new Turn(n, 1 / n, 1)).toList();
    }
}
