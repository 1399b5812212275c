package io.plimsoll.examples.checkout;

import io.plimsoll.examples.checkout.downstream.DownstreamServer;
import io.plimsoll.examples.checkout.downstream.Downstreams;
import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.checkout.servers.RedisServer;
import java.util.Map;

/** One database, one Redis and one inventory for several instances of the service. */
record SharedServers(PostgresServer postgres, RedisServer redis, DownstreamServer inventory) implements AutoCloseable {

    static SharedServers start() throws Exception {
        PostgresServer postgres = PostgresServer.start();
        RedisServer redis = null;
        try {
            redis = RedisServer.start();
            return new SharedServers(postgres, redis, Downstreams.startInventory());
        } catch (Exception failed) {
            if (redis != null) {
                redis.close();
            }
            postgres.close();
            throw failed;
        }
    }

    /** What an instance has to know. */
    Map<String, String> environment() {
        return Map.of(
                "DATABASE_URL", postgres.jdbcUrl(),
                "DATABASE_USER", postgres.user(),
                "DATABASE_PASSWORD", postgres.password(),
                "REDIS_URL", redis.uri(),
                "INVENTORY_URL", inventory.uri().toString());
    }

    @Override
    public void close() {
        inventory.close();
        redis.close();
        postgres.close();
    }
}
