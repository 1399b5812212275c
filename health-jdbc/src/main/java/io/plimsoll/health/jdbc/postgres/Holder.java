package io.plimsoll.health.jdbc.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is at the root of waiting: a session, or a prepared transaction that nobody has ended yet.
 *
 * @param session {@code null} for a prepared transaction
 * @param locks what it holds and others wait for, in words
 * @param transaction the virtual transaction that holds it, for a session
 * @param prepared the name of the prepared transaction
 */
record Holder(
        @Nullable Session session,
        String locks,
        @Nullable String transaction,
        @Nullable String prepared) {

    private static final String SESSIONS =
            "SELECT " + Session.COLUMNS + " FROM pg_stat_activity a WHERE a.pid = ANY (?)";

    /** A prepared transaction has no session, and is known by the lock that every transaction holds on itself. */
    private static final String LOCKS = """
            SELECT l.pid, l.mode, l.locktype, l.virtualtransaction, %s AS relation, p.gid
              FROM pg_locks l
              LEFT JOIN pg_locks self
                ON l.pid IS NULL AND self.pid IS NULL AND self.locktype = 'transactionid' AND self.granted
               AND self.virtualtransaction = l.virtualtransaction
              LEFT JOIN pg_prepared_xacts p ON p.transaction = self.transactionid
             WHERE l.granted AND (l.pid = ANY (?) OR l.pid IS NULL) AND %s = ANY (?)
             ORDER BY l.pid, l.locktype, l.mode
             LIMIT 100
            """.formatted(LockWait.RELATION, LockWait.TARGET);

    /** Those of these that are still there, by pid; 0 is the prepared transaction that was found first. */
    static Map<Integer, Holder> allOn(Connection connection, Collection<Integer> pids, Collection<String> targets)
            throws SQLException {
        Map<Integer, Session> sessions = sessions(connection, pids);
        Map<Integer, List<Held>> locks = locks(connection, pids, targets);
        var holders = new HashMap<Integer, Holder>();
        for (int pid : pids) {
            Session session = sessions.get(pid);
            List<Held> held = locks.getOrDefault(pid, List.of());
            String transaction = held.isEmpty() ? null : held.get(0).transaction();
            String prepared = held.isEmpty() ? null : held.get(0).prepared();
            if (session != null || prepared != null) {
                String what = String.join(
                        ", ", held.stream().map(Held::lock).distinct().limit(5).toList());
                holders.put(pid, new Holder(session, what, transaction, prepared));
            }
        }
        return holders;
    }

    /** For anyone. */
    String summary() {
        return session == null ? "a prepared transaction" : session.summary();
    }

    /** For those with access to details. */
    String description() {
        String who = session == null ? "prepared transaction " + prepared : session.description();
        return locks.isEmpty() ? who : who + ", holds " + locks;
    }

    /**
     * The statement that helps, for whoever decides to run it: it ends what was seen and nothing else, even if the pid has been
     * given to another session meanwhile, or the session has gone on to its next transaction.
     */
    String remedy() {
        if (session == null) {
            return "ROLLBACK PREPARED " + Words.literal(String.valueOf(prepared));
        }
        String begun = session.begun();
        return begun == null ? remedyForUnseen(session) : remedyFor(session, begun);
    }

    private static String remedyFor(Session session, String begun) {
        String begunToo = session.transactionBegun();
        return "SELECT " + (session.canBeCancelled() ? "pg_cancel_backend" : "pg_terminate_backend")
                + "(pid) FROM pg_stat_activity WHERE pid = " + session.pid() + " AND backend_start = "
                + Words.literal(begun)
                + (begunToo == null ? "" : " AND xact_start = " + Words.literal(begunToo));
    }

    /** For somebody who sees more than we do: it looks at the state itself, and at the transaction, which everybody sees. */
    private String remedyForUnseen(Session unseen) {
        return "SELECT CASE WHEN state = 'active' AND wait_event_type IS DISTINCT FROM 'Client'"
                + " THEN pg_cancel_backend(pid) ELSE pg_terminate_backend(pid) END"
                + " FROM pg_stat_activity WHERE pid = " + unseen.pid()
                + " AND EXISTS (SELECT 1 FROM pg_locks WHERE pg_locks.pid = " + unseen.pid()
                + " AND virtualtransaction = " + Words.literal(String.valueOf(transaction)) + ")";
    }

    private static Map<Integer, Session> sessions(Connection connection, Collection<Integer> pids) throws SQLException {
        var sessions = new HashMap<Integer, Session>();
        try (PreparedStatement query = connection.prepareStatement(SESSIONS)) {
            query.setArray(1, connection.createArrayOf("int4", pids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    Session session = Session.of(rows);
                    sessions.put(session.pid(), session);
                }
            }
        }
        return sessions;
    }

    private static Map<Integer, List<Held>> locks(
            Connection connection, Collection<Integer> pids, Collection<String> targets) throws SQLException {
        var locks = new HashMap<Integer, List<Held>>();
        try (PreparedStatement query = connection.prepareStatement(LOCKS)) {
            query.setArray(1, connection.createArrayOf("int4", pids.toArray()));
            query.setArray(2, connection.createArrayOf("text", targets.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    var held =
                            new Held(LockWait.lock(rows), rows.getString("virtualtransaction"), rows.getString("gid"));
                    locks.computeIfAbsent(rows.getInt("pid"), pid -> new ArrayList<>())
                            .add(held);
                }
            }
        }
        return locks;
    }

    private record Held(
            String lock,
            @Nullable String transaction,
            @Nullable String prepared) {}
}
