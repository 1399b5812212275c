package io.plimsoll.examples.checkout;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import io.plimsoll.examples.checkout.downstream.DownstreamServer;
import io.plimsoll.examples.checkout.downstream.Downstreams;
import io.plimsoll.examples.checkout.gameday.Breakable;
import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.checkout.servers.RedisServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the service depends on: those that the settings name, and for the rest some of our own.
 *
 * @param postgres our own; {@code null} if the settings name another
 * @param redis our own; {@code null} if the settings name another
 * @param inventory our own; {@code null} if the settings name another, as for the three after it
 */
record Backends(
        Settings settings,
        @Nullable PostgresServer postgres,
        @Nullable RedisServer redis,
        @Nullable DownstreamServer inventory,
        @Nullable DownstreamServer recommendations,
        @Nullable DownstreamServer fraudCheck,
        @Nullable DownstreamServer payments) {

    /** Starts those that the settings do not name. */
    static Backends open(Settings settings, Opened opened) throws Exception {
        return new Backends(
                settings,
                settings.databaseUrl() == null ? opened.open(PostgresServer::start) : null,
                settings.redisUrl() == null ? opened.open(RedisServer::start) : null,
                settings.inventoryUrl() == null ? opened.open(Downstreams::startInventory) : null,
                settings.recommendationsUrl() == null ? opened.open(Downstreams::startRecommendations) : null,
                settings.fraudCheckUrl() == null ? opened.open(Downstreams::startFraudCheck) : null,
                settings.paymentsUrl() == null ? opened.open(Downstreams::startPayments) : null);
    }

    void addDatabaseTo(HikariConfig config) {
        config.setJdbcUrl(postgres == null ? settings.databaseUrl() : postgres.jdbcUrl());
        config.setUsername(postgres == null ? settings.databaseUser() : postgres.user());
        String password = settings.databasePassword();
        config.setPassword(password == null && postgres != null ? postgres.password() : password);
    }

    String redisUri() {
        return redis == null ? requireNonNull(settings.redisUrl()) : redis.uri();
    }

    URI inventoryUri() {
        return uri(inventory, settings.inventoryUrl());
    }

    URI recommendationsUri() {
        return uri(recommendations, settings.recommendationsUrl());
    }

    URI fraudCheckUri() {
        return uri(fraudCheck, settings.fraudCheckUrl());
    }

    URI paymentsUri() {
        return uri(payments, settings.paymentsUrl());
    }

    /** What a game day may break: what is ours alone. */
    Map<String, Breakable> breakable() {
        var targets = new LinkedHashMap<String, Breakable>();
        targets.put("database", postgres);
        targets.put("redis", redis);
        targets.put("inventory", inventory);
        targets.put(Guards.RECOMMENDATIONS, recommendations);
        targets.put(Guards.FRAUD_CHECK, fraudCheck);
        targets.put("payments", payments);
        targets.values().removeIf(Objects::isNull);
        return targets;
    }

    private static URI uri(@Nullable DownstreamServer own, @Nullable String named) {
        return own == null ? URI.create(requireNonNull(named)) : own.uri();
    }
}
