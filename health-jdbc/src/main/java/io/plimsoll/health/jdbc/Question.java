package io.plimsoll.health.jdbc;

import io.plimsoll.health.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a {@link Sentinel} asks at every check. */
@FunctionalInterface
interface Question {

    /**
     * What came back.
     *
     * @param came whether anything did
     * @param objection what is wrong although it did; {@code null} if nothing is
     */
    record Answer(boolean came, @Nullable Finding objection) {

        static Answer ifAny(boolean came) {
            return new Answer(came, null);
        }
    }

    /**
     * Asks, blocking; the connection has its network timeout, where the driver has one.
     *
     * @param remaining of the check, longer than zero
     */
    Answer ask(Connection connection, Duration remaining) throws SQLException;

    /**
     * Nothing but whether somebody answers.
     *
     * @param testQuery for a driver whose {@link Connection#isValid} does not work
     */
    static Question anything(Supplier<@Nullable String> testQuery) {
        return (connection, remaining) -> {
            String query = testQuery.get();
            if (query == null) {
                // Never zero, which would mean for ever; rounded up, so that the network timeout decides where there is
                // one.
                return Answer.ifAny(connection.isValid((int) Math.max(
                        1, remaining.plus(Sentinel.SLACK).plusMillis(999).toSeconds())));
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute(query);
                return Answer.ifAny(true);
            }
        };
    }
}
