package io.plimsoll.health.jdbc;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no answer from the database, in our words.
 *
 * <p>What a driver throws is told apart by the network exceptions among its causes, then by its SQL state; never by its
 * message, which is translated and belongs to the driver.
 *
 * @param sqlState of whatever has one; {@code null} if nothing has
 * @param thrown {@code null} if the driver just said no
 */
record Failure(
        Code code,
        String error,
        @Nullable String sqlState,
        @Nullable Throwable thrown) {

    private static final int LONGEST_CHAIN = 20;

    /** Nothing came back in time. */
    static Failure timeout(@Nullable Throwable thrown) {
        return new Failure(Code.TIMEOUT, "Database did not answer", sqlStateOf(causesOf(thrown)), thrown);
    }

    /** The connection is gone. */
    static Failure cut() {
        return new Failure(Code.REFUSED, "Database cut the connection", null, null);
    }

    /** What the driver threw. */
    static Failure of(Throwable thrown) {
        List<Throwable> causes = causesOf(thrown);
        String state = sqlStateOf(causes);
        if (any(causes, cause -> cause instanceof SocketTimeoutException || cause instanceof SQLTimeoutException)) {
            return timeout(thrown);
        }
        if (any(causes, UnknownHostException.class::isInstance)) {
            return new Failure(Code.DNS, "Host name of the database does not resolve", state, thrown);
        }
        if (any(causes, cause -> cause instanceof ConnectException || cause instanceof NoRouteToHostException)) {
            return new Failure(Code.REFUSED, "Database refuses connections", state, thrown);
        }
        if (any(causes, cause -> cause instanceof SocketException || cause instanceof EOFException)) {
            return new Failure(Code.REFUSED, "Database cut the connection", state, thrown);
        }
        if (any(causes, SSLException.class::isInstance)) {
            return new Failure(Code.TLS, "Encrypted connection to the database failed", state, thrown);
        }
        return ofState(state, thrown);
    }

    boolean isTimeout() {
        return code == Code.TIMEOUT;
    }

    /** The same for a report. */
    Finding finding() {
        Finding finding = Finding.down(code, error).detail("sql_state", sqlState);
        return thrown == null ? finding : finding.causedBy(thrown);
    }

    private static Failure ofState(@Nullable String state, Throwable thrown) {
        if (state == null || !(thrown instanceof SQLException)) {
            return new Failure(Code.PROBE_FAILED, "Connection for the probe cannot be made", state, thrown);
        }
        if (state.startsWith("28") || state.equals("42501")) {
            return new Failure(Code.AUTH, "Database rejects our credentials or rights", state, thrown);
        }
        if (state.equals("53300")) {
            return new Failure(Code.CONNECTION_LIMIT, "Database accepts no more connections", state, thrown);
        }
        if (state.startsWith("57P")) {
            return new Failure(Code.REFUSED, "Database is starting or stopping", state, thrown);
        }
        if (state.startsWith("08")) {
            return new Failure(Code.REFUSED, "Database refuses connections", state, thrown);
        }
        return new Failure(Code.BAD_RESPONSE, "Database answered with an error", state, thrown);
    }

    private static @Nullable String sqlStateOf(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static boolean any(List<Throwable> causes, Predicate<Throwable> predicate) {
        return causes.stream().anyMatch(predicate);
    }

    private static List<Throwable> causesOf(@Nullable Throwable thrown) {
        return Stream.<@Nullable Throwable>iterate(thrown, cause -> cause != null, cause -> cause.getCause())
                .limit(LONGEST_CHAIN)
                .toList();
    }
}
