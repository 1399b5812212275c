package io.plimsoll.examples.checkout.shop;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.plimsoll.examples.checkout.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Carts in Redis, for a day. */
public final class CartStore implements AutoCloseable {

    private static final Duration COMMAND = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration SHELF_LIFE = Duration.ofDays(1);

    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private CartStore(ClientResources resources, RedisClient client) {
        this.resources = resources;
        this.client = client;
        this.connection = client.connect();
    }

    /** Connects; whoever calls this closes it. */
    public static CartStore connect(String uri) {
        // By default, Lettuce waits up to 30 s between two attempts to reconnect: long after Redis is back.
        ClientResources resources = DefaultClientResources.builder()
                .reconnectDelay(
                        Delay.fullJitter(Duration.ofMillis(100), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(resources, RedisURI.create(uri));
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).build())
                .timeoutOptions(TimeoutOptions.enabled(COMMAND))
                .build());
        try {
            return new CartStore(resources, client);
        } catch (RedisException failed) {
            shutdown(client, resources);
            throw failed;
        }
    }

    void put(String id, Cart cart) {
        String json = new String(Json.write(cart), StandardCharsets.UTF_8);
        try {
            connection.sync().set(key(id), json, SetArgs.Builder.ex(SHELF_LIFE));
        } catch (RedisException failed) {
            throw new UnavailableException("redis", failed);
        }
    }

    Optional<Cart> find(String id) {
        try {
            String json = connection.sync().get(key(id));
            return json == null
                    ? Optional.empty()
                    : Optional.of(Json.read(json.getBytes(StandardCharsets.UTF_8), Cart.class));
        } catch (RedisException | IOException failed) {
            throw new UnavailableException("redis", failed);
        }
    }

    @Override
    public void close() {
        connection.close();
        shutdown(client, resources);
    }

    private static String key(String id) {
        return "cart:" + id;
    }

    private static void shutdown(RedisClient client, ClientResources resources) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
