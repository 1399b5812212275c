package io.plimsoll.health.jdbc.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session at the server, as far as this role may see it.
 *
 * @param client its address
 * @param kind such as "client backend"; {@code null} if this role may not see the session
 * @param state such as "idle in transaction"
 * @param waitsFor type and name of what it waits for, as in "Client/ClientRead"; empty if for nothing
 * @param inState for how long it has been in that state, or running its statement
 * @param transactionAge {@code null} outside of a transaction
 * @param begun when it began, as the server writes it down in full
 * @param transactionBegun when its transaction began, likewise
 * @param statement what it runs or ran last, cut
 */
record Session(
        int pid,
        String user,
        String application,
        String client,
        @Nullable String kind,
        @Nullable String state,
        String waitsFor,
        @Nullable Duration inState,
        @Nullable Duration transactionAge,
        @Nullable String begun,
        @Nullable String transactionBegun,
        String statement) {

    /** Columns of {@code pg_stat_activity a} to make one of. */
    static final String COLUMNS = """
            a.pid, a.usename, a.application_name, host(a.client_addr) AS client, a.backend_type, a.state,
            concat_ws('/', a.wait_event_type, a.wait_event) AS waits_for,
            extract(epoch FROM clock_timestamp()
                - CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END) AS in_state,
            extract(epoch FROM clock_timestamp() - a.xact_start) AS transaction_age,
            to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') AS begun,
            to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00') AS transaction_begun,
            left(a.query, 1000) AS statement""";

    private static final Set<String> RUNNING = Set.of("active", "fastpath function call");
    private static final Set<String> SHOWN =
            Set.of("active", "idle", "idle in transaction", "idle in transaction (aborted)");

    static Session of(ResultSet row) throws SQLException {
        return new Session(
                row.getInt("pid"),
                Rows.text(row, "usename"),
                Rows.text(row, "application_name"),
                Rows.text(row, "client"),
                row.getString("backend_type"),
                row.getString("state"),
                Rows.text(row, "waits_for"),
                Rows.seconds(row, "in_state"),
                Rows.seconds(row, "transaction_age"),
                row.getString("begun"),
                row.getString("transaction_begun"),
                Words.excerpt(row.getString("statement")));
    }

    /** Whether this role may see what the session does. */
    boolean isSeen() {
        return begun != null;
    }

    /**
     * Whether a cancel reaches it. One that runs nothing ignores it, and so does one whose statement waits for its client, as
     * COPY does.
     */
    boolean canBeCancelled() {
        return state != null && RUNNING.contains(state) && !waitsFor.startsWith("Client/");
    }

    /** For anyone: no name, no SQL, and no word that is not known beforehand. */
    String summary() {
        if (state == null || inState == null || !SHOWN.contains(state)) {
            return "pid " + pid;
        }
        return "pid " + pid + " " + state + " for " + Words.of(inState);
    }

    /** For those with access to details. */
    String description() {
        var text = new StringBuilder("pid ").append(pid);
        add(text, "user", user);
        add(text, "application", application);
        add(text, "client", client);
        if (kind != null && !kind.equals("client backend")) {
            text.append(", ").append(kind);
        }
        if (!isSeen()) {
            return text.append(", state and statement not visible to this role").toString();
        }
        if (state != null && inState != null) {
            text.append(", ").append(state).append(" for ").append(Words.of(inState));
        }
        add(text, "wait event", waitsFor);
        if (transactionAge != null) {
            text.append(", transaction open for ").append(Words.of(transactionAge));
        }
        return text.toString();
    }

    private static void add(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(", ").append(name).append(' ').append(Words.excerpt(value));
        }
    }
}
