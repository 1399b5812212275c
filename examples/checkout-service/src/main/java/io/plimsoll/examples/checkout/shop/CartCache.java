package io.plimsoll.examples.checkout.shop;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.plimsoll.examples.checkout.web.Json;
import io.plimsoll.resilience.Guard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carts as they were looked up lately, in Redis, for a minute: who had looked before a change may put the old cart back after
 * it, and that must end. Nothing old is sold meanwhile, since an order counts only if the cart is still the same.
 */
public final class CartCache implements AutoCloseable {

    private static final Duration COMMAND = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration SHELF_LIFE = Duration.ofMinutes(1);

    private final ClientResources resources;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final Guard guard;

    private CartCache(ClientResources resources, RedisClient client, Guard guard) {
        this.resources = resources;
        this.client = client;
        this.guard = guard;
        this.connection = client.connect();
    }

    /** Connects; whoever calls this closes it. */
    public static CartCache connect(String uri, Guard guard) {
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
            return new CartCache(resources, client, guard);
        } catch (RedisException failed) {
            shutdown(client, resources);
            throw failed;
        }
    }

    Optional<StoredCart> find(String id) {
        String json = ask("GET cart:{id}", redis -> redis.get(key(id)));
        try {
            return json == null
                    ? Optional.empty()
                    : Optional.of(Json.read(json.getBytes(StandardCharsets.UTF_8), StoredCart.class));
        } catch (IOException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    void remember(StoredCart cart) {
        String json = new String(Json.write(cart), StandardCharsets.UTF_8);
        ask("SET cart:{id}", redis -> redis.set(key(cart.cart()), json, SetArgs.Builder.ex(SHELF_LIFE)));
    }

    void forget(String id) {
        ask("DEL cart:{id}", redis -> redis.del(key(id)));
    }

    @Override
    public void close() {
        connection.close();
        shutdown(client, resources);
    }

    private <T> @Nullable T ask(String what, Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        try {
            return guard.call(attempt -> LettuceFutures.awaitOrCancel(
                    command.apply(connection.async()),
                    attempt.doing(what).remaining().toNanos(),
                    TimeUnit.NANOSECONDS));
        } catch (RedisException failed) {
            throw new UnavailableException("redis", failed);
        }
    }

    private static String key(String id) {
        return "cart:" + id;
    }

    private static void shutdown(RedisClient client, ClientResources resources) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
