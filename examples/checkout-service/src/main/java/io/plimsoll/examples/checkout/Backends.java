package io.plimsoll.examples.checkout;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import io.plimsoll.examples.checkout.gameday.Breakable;
import io.plimsoll.examples.checkout.inventory.InventoryServer;
import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.checkout.servers.RedisServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the service depends on: those that the settings name, and for the rest some of our own.
 *
 * @param postgres our own; {@code null} if the settings name another
 * @param redis our own; {@code null} if the settings name another
 * @param inventory our own; {@code null} if the settings name another
 */
record Backends(
        Settings settings,
        @Nullable PostgresServer postgres,
        @Nullable RedisServer redis,
        @Nullable InventoryServer inventory) {

    /** Starts those that the settings do not name. */
    static Backends open(Settings settings, Opened opened) throws Exception {
        return new Backends(
                settings,
                settings.databaseUrl() == null ? opened.open(PostgresServer::start) : null,
                settings.redisUrl() == null ? opened.open(RedisServer::start) : null,
                settings.inventoryUrl() == null ? opened.open(InventoryServer::start) : null);
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
        return inventory == null ? URI.create(requireNonNull(settings.inventoryUrl())) : inventory.uri();
    }

    /** What a game day may break: what is ours alone. */
    Map<String, Breakable> breakable() {
        var targets = new LinkedHashMap<String, Breakable>();
        if (postgres != null) {
            targets.put("database", postgres);
        }
        if (redis != null) {
            targets.put("redis", redis);
        }
        if (inventory != null) {
            targets.put("inventory", inventory);
        }
        return targets;
    }
}
