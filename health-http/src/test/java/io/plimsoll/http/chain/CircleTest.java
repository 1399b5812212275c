package io.plimsoll.http.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CircleTest {

    private static final int GRAPHS = 100;

    static Stream<Arguments> circles() {
        return Stream.of(
                Arguments.of("itself", List.of(Set.of(0))),
                Arguments.of("ring of 2", ring(2)),
                Arguments.of("ring of 3", ring(3)),
                Arguments.of("ring of 5", ring(5)),
                // 0-1-2-0 and 0-3-4-0
                Arguments.of("figure-eight", List.of(Set.of(1, 3), Set.of(2), Set.of(0), Set.of(4), Set.of(0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("circles")
    void healsAfterASharedOutage(String name, List<Set<Integer>> asks) {
        try (var fleet = new Fleet(asks)) {
            fleet.settle();
            assertThat(fleet.up()).as("at start").isEqualTo(fleet.all());

            fleet.breakDatabase();
            fleet.settle();
            assertThat(fleet.up()).as("during the outage").isEmpty();

            fleet.healDatabase();
            fleet.settle();
            assertThat(fleet.up()).as("after it").isEqualTo(fleet.all());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("circles")
    void staysDownForeverWithoutTheRule(String name, List<Set<Integer>> asks) {
        try (var fleet = new Fleet(asks)) {
            fleet.settle();
            fleet.ruleHolds(false);
            fleet.settle();
            assertThat(fleet.up()).as("before the outage").isEqualTo(fleet.all());

            fleet.breakDatabase();
            fleet.settle();
            fleet.healDatabase();
            fleet.settle();
            assertThat(fleet.up()).as("after it").isEmpty();

            fleet.ruleHolds(true);
            fleet.settle();
            assertThat(fleet.up()).as("once the rule holds").isEqualTo(fleet.all());
        }
    }

    @Test
    void healsInEveryGraphAndLatchesWithoutTheRuleJustWhereCirclesAre() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        int latched = 0;
        for (int graph = 0; graph < GRAPHS; graph++) {
            List<Set<Integer>> asks = graph(random);
            try (var fleet = new Fleet(asks)) {
                String which = "seed " + seed + ", graph " + graph + " " + asks;
                fleet.settle();
                assertThat(fleet.up()).as("at start, %s", which).isEqualTo(fleet.all());

                fleet.breakDatabase();
                fleet.settle();
                assertThat(fleet.up()).as("during the outage, %s", which).isEmpty();
                fleet.healDatabase();
                fleet.settle();
                assertThat(fleet.up()).as("after it, %s", which).isEqualTo(fleet.all());

                fleet.ruleHolds(false);
                fleet.breakDatabase();
                fleet.settle();
                fleet.healDatabase();
                fleet.settle();
                assertThat(fleet.up()).as("without the rule, %s", which).isEqualTo(fleet.clearOfCircles());
                latched += fleet.up().equals(fleet.all()) ? 0 : 1;
            }
        }
        System.out.printf(
                "%d random graphs, seed %d: all services UP in all of them; without the rule %d latch%n",
                GRAPHS, seed, latched);
        assertThat(latched).as("graphs with circles, seed %d", seed).isGreaterThan(GRAPHS / 4);
    }

    private static List<Set<Integer>> ring(int size) {
        return IntStream.range(0, size)
                .mapToObj(service -> Set.of((service + 1) % size))
                .toList();
    }

    private static List<Set<Integer>> graph(Random random) {
        int size = 2 + random.nextInt(5);
        double density = 0.1 + random.nextDouble() * 0.5;
        List<Set<Integer>> asks = new ArrayList<>();
        for (int from = 0; from < size; from++) {
            Set<Integer> neighbours = new TreeSet<>();
            for (int to = 0; to < size; to++) {
                if (random.nextDouble() < density) {
                    neighbours.add(to);
                }
            }
            asks.add(neighbours);
        }
        return asks;
    }
}
