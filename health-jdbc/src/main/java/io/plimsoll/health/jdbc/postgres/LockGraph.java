package io.plimsoll.health.jdbc.postgres;

import static java.util.Comparator.comparingInt;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who waits for whom, and who is at the root of it.
 *
 * <p>A session that blocks others often waits itself: of ten that update one row, one waits for the holder and nine for the
 * first. All ten have one root, the session that blocks and does not wait. Sessions that wait for each other in a ring have
 * none; the server ends such a deadlock by itself.
 */
final class LockGraph {

    /** One session waits for another. */
    record Edge(int waiter, int blocker) {}

    /**
     * A session that blocks and does not wait.
     *
     * @param victims all who wait for it, directly or behind others
     */
    record Root(int pid, Set<Integer> victims) {}

    private LockGraph() {}

    /** The roots, those with the most victims first. */
    static List<Root> roots(Collection<Edge> edges) {
        var waitersBehind = new HashMap<Integer, Set<Integer>>();
        var waiters = new HashSet<Integer>();
        for (Edge edge : edges) {
            if (edge.waiter() != edge.blocker()) {
                waiters.add(edge.waiter());
                waitersBehind
                        .computeIfAbsent(edge.blocker(), pid -> new TreeSet<>())
                        .add(edge.waiter());
            }
        }
        var roots = new ArrayList<Root>();
        for (int blocker : waitersBehind.keySet()) {
            if (!waiters.contains(blocker)) {
                roots.add(new Root(blocker, allBehind(blocker, waitersBehind)));
            }
        }
        roots.sort(comparingInt((Root root) -> -root.victims().size()).thenComparingInt(Root::pid));
        return roots;
    }

    private static Set<Integer> allBehind(int root, Map<Integer, Set<Integer>> waitersBehind) {
        var found = new TreeSet<Integer>();
        var toVisit = new ArrayDeque<Integer>(List.of(root));
        while (!toVisit.isEmpty()) {
            for (int waiter : waitersBehind.getOrDefault(toVisit.remove(), Set.of())) {
                if (found.add(waiter)) {
                    toVisit.add(waiter);
                }
            }
        }
        return found;
    }
}
