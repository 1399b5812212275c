package io.plimsoll.health.jdbc.postgres;

import static java.util.stream.Collectors.joining;

import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.postgres.LockGraph.Edge;
import io.plimsoll.health.jdbc.postgres.LockGraph.Root;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who blocks sessions of our role in our database: the roots of the waiting, never their victims.
 *
 * @param roots with what is known of each, those with the most victims first
 * @param waits all waiting that was looked at
 */
record Blockers(Map<Root, Holder> roots, List<LockWait> waits) {

    private static final int MOST_DESCRIBED = 3;

    static Blockers on(Connection connection) throws SQLException {
        List<LockWait> waits = LockWait.allOn(connection);
        List<Root> ours =
                LockGraph.roots(waits.stream()
                                .map(wait -> new Edge(wait.pid(), wait.blocker()))
                                .toList())
                        .stream()
                        .filter(root -> waits.stream()
                                .anyMatch(wait -> wait.ours() && root.victims().contains(wait.pid())))
                        .toList();
        if (ours.isEmpty()) {
            return new Blockers(Map.of(), waits);
        }
        Map<Integer, Holder> holders = Holder.allOn(
                connection,
                ours.stream().map(Root::pid).toList(),
                waits.stream().map(LockWait::target).distinct().toList());
        var roots = new LinkedHashMap<Root, Holder>();
        for (Root root : ours) {
            Holder holder = holders.get(root.pid());
            if (holder != null) {
                roots.put(root, holder);
            }
        }
        return new Blockers(roots, waits);
    }

    boolean areNone() {
        return roots.isEmpty();
    }

    /** For anyone, as in "pid 4711 idle in transaction for 92 s blocks 18". */
    String sentence() {
        if (roots.isEmpty()) {
            return "nobody blocks";
        }
        var first = roots.entrySet().iterator().next();
        int others = roots.size() - 1;
        return first.getValue().summary() + " blocks " + (lookedAtAll() ? "" : "at least ")
                + first.getKey().victims().size()
                + (others == 0 ? "" : ", " + others + " more block others");
    }

    Finding addTo(Finding finding) {
        Finding all = finding.with("blockers", roots.size());
        if (roots.isEmpty()) {
            return all;
        }
        all = all.with("blocked_sessions", victims().size());
        Duration longest = longestWait(victims());
        if (longest != null) {
            all = all.with("longest_wait_ms", longest.toMillis());
        }
        int number = 0;
        for (var entry : roots.entrySet()) {
            number++;
            if (number > MOST_DESCRIBED) {
                break;
            }
            all = addTo(all, number == 1 ? "" : "_" + number, entry.getKey(), entry.getValue());
        }
        return all;
    }

    private Finding addTo(Finding finding, String suffix, Root root, Holder holder) {
        Finding all = finding;
        Session session = holder.session();
        if (session != null) {
            all = all.with("blocker_pid" + suffix, session.pid());
            if (session.transactionAge() != null) {
                all = all.with(
                        "blocker_transaction_ms" + suffix,
                        session.transactionAge().toMillis());
            }
            all = all.detail("blocker_statement" + suffix, session.isSeen() ? session.statement() : null);
        }
        return all.detail("blocker" + suffix, holder.description())
                .detail("remedy" + suffix, holder.remedy())
                .detail("blocked" + suffix, describe(root.victims()));
    }

    private String describe(Set<Integer> victims) {
        return waits.stream()
                .filter(wait -> victims.contains(wait.pid()))
                .map(Blockers::describe)
                .distinct()
                .limit(MOST_DESCRIBED)
                .collect(joining("; "));
    }

    private static String describe(LockWait wait) {
        return "pid " + wait.pid() + " waits"
                + (wait.waited() == null ? "" : " " + Words.of(wait.waited()))
                + " for " + wait.lock()
                + (wait.statement().isEmpty() ? "" : ": " + wait.statement());
    }

    private List<Integer> victims() {
        var victims = new ArrayList<Integer>();
        roots.keySet().forEach(root -> victims.addAll(root.victims()));
        return victims.stream().distinct().toList();
    }

    private @Nullable Duration longestWait(List<Integer> victims) {
        return waits.stream()
                .filter(wait -> victims.contains(wait.pid()))
                .map(LockWait::waited)
                .filter(Objects::nonNull)
                .max(Duration::compareTo)
                .orElse(null);
    }

    private boolean lookedAtAll() {
        return waits.stream().map(LockWait::pid).distinct().count() < LockWait.MOST;
    }
}
