package io.plimsoll.health.jdbc.postgres;

import static java.util.stream.Collectors.joining;

import io.plimsoll.health.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of this database that have been at one statement, or idle inside a transaction, for too long. Whoever waits for a
 * lock is not among them: that is a victim, and its blocker is told elsewhere.
 *
 * @param statements those that run one, the longest first
 * @param idle those idle in a transaction, likewise
 */
record LongRunning(List<Session> statements, List<Session> idle, Duration atLeast) {

    private static final int MOST = 100;
    private static final int MOST_DESCRIBED = 3;

    private static final String QUERY = "SELECT " + Session.COLUMNS + """
              FROM pg_stat_activity a
             WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
               AND a.backend_type IS DISTINCT FROM 'parallel worker'
               AND a.wait_event_type IS DISTINCT FROM 'Lock'
               AND CASE WHEN a.state = 'active' THEN a.query_start
                        WHEN a.state LIKE 'idle in transaction%%' THEN a.state_change
                   END <= clock_timestamp() - make_interval(secs => ?)
             ORDER BY in_state DESC
             LIMIT %d
            """.formatted(MOST);

    static LongRunning on(Connection connection, Duration atLeast) throws SQLException {
        var statements = new ArrayList<Session>();
        var idle = new ArrayList<Session>();
        try (PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setDouble(1, atLeast.toMillis() / 1_000.0);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Session session = Session.of(rows);
                    ("active".equals(session.state()) ? statements : idle).add(session);
                }
            }
        }
        return new LongRunning(statements, idle, atLeast);
    }

    /** For anyone; {@code null} if there is none. */
    @Nullable
    String sentence() {
        var parts = new ArrayList<String>();
        if (!statements.isEmpty()) {
            parts.add(statements.size() + " running for " + longest(statements));
        }
        if (!idle.isEmpty()) {
            parts.add(idle.size() + " idle in transaction for " + longest(idle));
        }
        return parts.isEmpty() ? null : String.join(" and ", parts);
    }

    Finding addTo(Finding finding) {
        return add(add(finding, "long_statements", statements), "long_idle_in_transaction", idle);
    }

    private Finding add(Finding finding, String name, List<Session> sessions) {
        Finding all = finding.with(name, sessions.size());
        if (sessions.isEmpty()) {
            return all;
        }
        Duration longest = sessions.get(0).inState();
        return all.with(name + "_longest_ms", longest == null ? 0 : longest.toMillis())
                .detail(
                        name,
                        sessions.stream()
                                .limit(MOST_DESCRIBED)
                                .map(session -> session.description() + ": " + session.statement())
                                .collect(joining("; ")));
    }

    private String longest(List<Session> sessions) {
        Duration longest = sessions.get(0).inState();
        return (sessions.size() == 1 ? "" : "up to ") + Words.of(longest == null ? atLeast : longest);
    }
}
