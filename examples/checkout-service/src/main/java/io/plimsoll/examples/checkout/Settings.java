package io.plimsoll.examples.checkout;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What can be said from outside.
 *
 * @param port business; 0 takes any free one
 * @param opsPort operations; 0 takes any free one
 * @param drain how long we go on serving after we said that we are no longer ready, so that load balancers notice
 * @param databasePassword instead of the right one, to see what a wrong one does; {@code null} for the right one
 */
record Settings(
        int port, int opsPort, Duration drain, @Nullable String databasePassword) {

    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_DRAIN_MILLIS = 3_000;

    /**
     * {@code PORT} (8080), {@code OPS_PORT} (9090), {@code DRAIN_MILLIS} (1000, at most 3000: we stop within 10 s) and {@code
     * DATABASE_PASSWORD} (the right one).
     */
    static Settings from(UnaryOperator<@Nullable String> environment) {
        return new Settings(
                number(environment, "PORT", 8080, HIGHEST_PORT),
                number(environment, "OPS_PORT", 9090, HIGHEST_PORT),
                Duration.ofMillis(number(environment, "DRAIN_MILLIS", 1_000, LONGEST_DRAIN_MILLIS)),
                environment.apply("DATABASE_PASSWORD"));
    }

    private static int number(UnaryOperator<@Nullable String> environment, String name, int otherwise, int highest) {
        String given = environment.apply(name);
        if (given == null || given.isBlank()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(given.strip());
            if (number >= 0 && number <= highest) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException(
                    name + " is a number from 0 to " + highest + ", not '" + given + "'", notANumber);
        }
        throw new IllegalArgumentException(name + " is a number from 0 to " + highest + ", not " + given);
    }
}
