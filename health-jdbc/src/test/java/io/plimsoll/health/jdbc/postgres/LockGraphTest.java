package io.plimsoll.health.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.jdbc.postgres.LockGraph.Edge;
import io.plimsoll.health.jdbc.postgres.LockGraph.Root;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LockGraphTest {

    static Stream<Arguments> graphs() {
        return Stream.of(
                Arguments.of("nobody waits", List.of(), List.of()),
                Arguments.of("two wait for one", edges(2, 1, 3, 1), List.of(new Root(1, Set.of(2, 3)))),
                Arguments.of("a queue behind one row", edges(2, 1, 3, 2, 4, 2), List.of(new Root(1, Set.of(2, 3, 4)))),
                Arguments.of(
                        "one waits for two",
                        edges(3, 1, 3, 2),
                        List.of(new Root(1, Set.of(3)), new Root(2, Set.of(3)))),
                Arguments.of(
                        "the larger crowd first",
                        edges(3, 1, 4, 2, 5, 2),
                        List.of(new Root(2, Set.of(4, 5)), new Root(1, Set.of(3)))),
                Arguments.of("a deadlock has no root", edges(1, 2, 2, 1), List.of()),
                Arguments.of("a deadlock behind a holder", edges(1, 2, 2, 1, 2, 9), List.of(new Root(9, Set.of(1, 2)))),
                Arguments.of("a prepared transaction", edges(7, 0), List.of(new Root(0, Set.of(7)))),
                Arguments.of("nobody blocks itself", edges(1, 1, 2, 1), List.of(new Root(1, Set.of(2)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void findsTheRoots(String name, List<Edge> edges, List<Root> roots) {
        assertThat(LockGraph.roots(edges)).isEqualTo(roots);
    }

    @Test
    void findsWhatFollowingEveryPathFinds() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            var edges = new ArrayList<Edge>();
            int sessions = 1 + random.nextInt(12);
            for (int count = random.nextInt(20); count > 0; count--) {
                edges.add(new Edge(random.nextInt(sessions), random.nextInt(sessions)));
            }

            List<Root> roots = LockGraph.roots(edges);

            var expected = new ArrayList<Root>();
            for (int pid = 0; pid < sessions; pid++) {
                int self = pid;
                boolean waits = edges.stream().anyMatch(edge -> edge.waiter() == self && edge.blocker() != self);
                Set<Integer> behind = behind(pid, edges);
                if (!waits && !behind.isEmpty()) {
                    expected.add(new Root(pid, behind));
                }
            }
            assertThat(roots).as("seed %d, %s", seed, edges).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** All who reach it: grown until nothing is added. */
    private static Set<Integer> behind(int root, List<Edge> edges) {
        var reached = new HashSet<Integer>(Set.of(root));
        while (edges.stream().anyMatch(edge -> reached.contains(edge.blocker()) && reached.add(edge.waiter()))) {
            // Grows.
        }
        reached.remove(root);
        return new TreeSet<>(reached);
    }

    private static List<Edge> edges(int... waiterThenBlocker) {
        var edges = new ArrayList<Edge>();
        for (int each = 0; each < waiterThenBlocker.length; each += 2) {
            edges.add(new Edge(waiterThenBlocker[each], waiterThenBlocker[each + 1]));
        }
        return edges;
    }
}
