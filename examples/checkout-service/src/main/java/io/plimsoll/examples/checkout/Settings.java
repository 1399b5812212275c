package io.plimsoll.examples.checkout;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be said from outside.
 *
 * @param port business; 0 takes any free one
 * @param opsPort operations; 0 takes any free one
 * @param opsToken what operators show
 * @param webhookSecrets what alerts show that press buttons
 * @param fleetRedisUrl a Redis by which all instances share their buttons; {@code null} for buttons of this instance alone
 * @param drain how long we go on serving after we said that we are no longer ready, so that load balancers notice
 * @param databaseUrl a database with our tables; {@code null} for one of our own
 * @param databaseUser of that database; {@code null} for our own
 * @param databasePassword of that database, or instead of the right one of our own, to see what a wrong one does; {@code
 *     null} for the right one
 * @param redisUrl a Redis; {@code null} for one of our own
 * @param inventoryUrl an inventory service; {@code null} for one of our own
 * @param recommendationsUrl a service that recommends; {@code null} for one of our own
 * @param fraudCheckUrl a service that knows whom not to sell to; {@code null} for one of our own
 * @param paymentsUrl a service that takes money; {@code null} for one of our own
 */
record Settings(
        int port,
        int opsPort,
        OpsToken opsToken,
        WebhookSecrets webhookSecrets,
        @Nullable String fleetRedisUrl,
        Duration drain,
        @Nullable String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        @Nullable String redisUrl,
        @Nullable String inventoryUrl,
        @Nullable String recommendationsUrl,
        @Nullable String fraudCheckUrl,
        @Nullable String paymentsUrl) {

    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_DRAIN_MILLIS = 3_000;
    private static final Pattern POSTGRES = Pattern.compile("jdbc:postgresql://\\S+");
    private static final Pattern REDIS = Pattern.compile("rediss?://\\S+");
    private static final Pattern HTTP = Pattern.compile("https?://[^\\s/]+");

    Settings {
        if (databaseUrl != null && (databaseUser == null || databasePassword == null)) {
            throw new IllegalArgumentException(
                    "DATABASE_URL needs DATABASE_USER and DATABASE_PASSWORD; nobody could log in there without them");
        }
    }

    /**
     * {@code PORT} (8080), {@code OPS_PORT} (9090), {@code OPS_TOKEN} (a random one), {@code MITIGATION_SECRET} (a random one),
     * {@code MITIGATION_TOKEN} (none), {@code FLEET_REDIS_URL} (none), {@code DRAIN_MILLIS} (1000, at most 3000: we stop within 10 s), {@code
     * DATABASE_URL} with {@code DATABASE_USER} and {@code DATABASE_PASSWORD}, {@code REDIS_URL}, {@code INVENTORY_URL}, {@code
     * RECOMMENDATIONS_URL}, {@code FRAUD_CHECK_URL} and {@code PAYMENTS_URL} (each one of our own).
     */
    static Settings from(UnaryOperator<@Nullable String> environment) {
        return new Settings(
                number(environment, "PORT", 8080, HIGHEST_PORT),
                number(environment, "OPS_PORT", 9090, HIGHEST_PORT),
                OpsToken.of(environment.apply("OPS_TOKEN")),
                WebhookSecrets.of(environment.apply("MITIGATION_SECRET"), environment.apply("MITIGATION_TOKEN")),
                url(environment, "FLEET_REDIS_URL", REDIS, "redis://host:port"),
                Duration.ofMillis(number(environment, "DRAIN_MILLIS", 1_000, LONGEST_DRAIN_MILLIS)),
                url(environment, "DATABASE_URL", POSTGRES, "jdbc:postgresql://host:port/database"),
                environment.apply("DATABASE_USER"),
                environment.apply("DATABASE_PASSWORD"),
                url(environment, "REDIS_URL", REDIS, "redis://host:port"),
                url(environment, "INVENTORY_URL", HTTP, "http://host:port"),
                url(environment, "RECOMMENDATIONS_URL", HTTP, "http://host:port"),
                url(environment, "FRAUD_CHECK_URL", HTTP, "http://host:port"),
                url(environment, "PAYMENTS_URL", HTTP, "http://host:port"));
    }

    private static @Nullable String url(
            UnaryOperator<@Nullable String> environment, String name, Pattern rule, String example) {
        String given = environment.apply(name);
        if (given == null || given.isBlank()) {
            return null;
        }
        if (!rule.matcher(given.strip()).matches()) {
            // Without the value, which may hold a password.
            throw new IllegalArgumentException(name + " is a URL such as " + example);
        }
        return given.strip();
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
