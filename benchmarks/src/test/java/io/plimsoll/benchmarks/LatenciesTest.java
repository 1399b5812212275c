package io.plimsoll.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void areWithinTwoPercentOfTheSortedOnes() {
        long seed = System.nanoTime();
        System.out.println("Latencies: seed " + seed);
        var random = new Random(seed);
        var latencies = new Latencies();
        double[] micros = DoubleStream.generate(() -> Math.exp(random.nextGaussian() + 7))
                .limit(10_001)
                .toArray();
        for (double each : micros) {
            latencies.add((long) (each * 1_000));
        }
        double[] sorted = DoubleStream.of(micros).sorted().toArray();

        assertThat((double) latencies.micros(0.5)).isCloseTo(sorted[5_000], withinPercentage(2.5));
        assertThat((double) latencies.micros(0.99)).isCloseTo(sorted[9_900], withinPercentage(2.5));
        assertThat(latencies.count()).isEqualTo(10_001);
    }

    @Test
    void ofNoneAreZero() {
        assertThat(new Latencies().micros(0.99)).isZero();
    }
}
