package io.plimsoll.health.jdbc;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.jdbc.postgres.BoundedTransaction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a query for one number, so that it cannot write and does not outlive its check.
 *
 * <p>An abort on this side leaves a statement running on the other, and the next check would begin another one. So the server
 * is to end it, a little before the check ends: PostgreSQL by its own limit, any other server as far as its driver can.
 */
final class NumberQuestion implements Question {

    static final String APPLICATION = "plimsoll-gauge";
    private static final Duration MARGIN = Duration.ofMillis(100);
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final String CANCELLED = "57014";

    /** Of SQL states: data, transaction, syntax or rights, limits, object in use. The connection has survived those. */
    private static final Set<String> CLASSES_OF_THE_QUERY = Set.of("22", "25", "42", "54", "55");

    private final String query;
    private volatile long number; // written by the one check at a time

    NumberQuestion(String query) {
        this.query = query;
    }

    /** The last one that came. */
    long number() {
        return number;
    }

    @Override
    public Answer ask(Connection connection, Duration remaining) throws SQLException {
        Duration left = remaining.minus(MARGIN);
        Duration limit = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
        try {
            Optional<BigDecimal> found = BoundedTransaction.isPossibleOn(connection)
                    ? BoundedTransaction.run(connection, APPLICATION, limit, this::numberFrom)
                    : portably(connection, limit);
            if (found.isEmpty()) {
                return new Answer(true, Finding.down(Code.BAD_RESPONSE, "Query gives no number"));
            }
            number = found.get().setScale(0, RoundingMode.FLOOR).longValueExact();
            return Answer.ifAny(true);
        } catch (ArithmeticException tooLarge) {
            return new Answer(true, Finding.down(Code.BAD_RESPONSE, "Query gives a number that is too large"));
        } catch (SQLException refused) {
            return new Answer(true, objectionTo(refused));
        }
    }

    private static Finding objectionTo(SQLException refused) throws SQLException {
        String state = String.valueOf(refused.getSQLState());
        if (state.equals(CANCELLED) || refused instanceof SQLTimeoutException) {
            return Finding.down(Code.TIMEOUT, "Query did not end in time")
                    .detail("sql_state", state)
                    .causedBy(refused);
        }
        if (state.length() == 5 && CLASSES_OF_THE_QUERY.contains(state.substring(0, 2))) {
            return Finding.down(Code.BAD_RESPONSE, "Query failed")
                    .detail("sql_state", state)
                    .causedBy(refused);
        }
        throw refused;
    }

    private Optional<BigDecimal> portably(Connection connection, Duration limit) throws SQLException {
        if (!connection.isReadOnly()) {
            connection.setReadOnly(true);
        }
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setQueryTimeout((int) Math.max(1, limit.toSeconds()));
            return numberFrom(statement);
        }
    }

    private Optional<BigDecimal> numberFrom(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            return numberFrom(statement);
        }
    }

    private static Optional<BigDecimal> numberFrom(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getBigDecimal(1)) : Optional.empty();
        }
    }
}
