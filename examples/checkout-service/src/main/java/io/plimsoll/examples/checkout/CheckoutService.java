package io.plimsoll.examples.checkout;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.checkout.gameday.Breakable;
import io.plimsoll.examples.checkout.gameday.GameDay;
import io.plimsoll.examples.checkout.inventory.InventoryServer;
import io.plimsoll.examples.checkout.servers.PostgresServer;
import io.plimsoll.examples.checkout.servers.RedisServer;
import io.plimsoll.examples.checkout.shop.CartStore;
import io.plimsoll.examples.checkout.shop.Checkout;
import io.plimsoll.examples.checkout.shop.InventoryClient;
import io.plimsoll.examples.checkout.shop.OrderStore;
import io.plimsoll.examples.checkout.shop.ShopApi;
import io.plimsoll.examples.checkout.web.JsonServlet;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;

/** The service and the servers that it depends on, from start to stop. */
final class CheckoutService implements AutoCloseable {

    private static final int POOL_SIZE = 10;

    private final Settings settings;
    private final Opened opened = new Opened();
    private volatile @Nullable HikariDataSource orderPool;
    private volatile @Nullable GameDay gameDay;
    private volatile @Nullable BusinessServer business;
    private volatile boolean closing;

    CheckoutService(Settings settings) {
        this.settings = settings;
    }

    /** Returns when everything serves; after an exception, whoever called this still closes. */
    void start() throws Exception {
        PostgresServer postgres = opened.open(PostgresServer::start);
        RedisServer redis = opened.open(RedisServer::start);
        InventoryServer inventory = opened.open(InventoryServer::start);

        HikariDataSource pool = opened.open(() -> poolOf(postgres));
        orderPool = pool;
        CartStore carts = opened.open(() -> CartStore.connect(redis.uri()));
        var orders = new OrderStore(pool);
        var checkout = new Checkout(carts, new InventoryClient(inventory.uri()), orders);
        var shop = new ShopApi(carts, checkout, orders);

        var targets = new LinkedHashMap<String, Breakable>();
        targets.put("database", postgres);
        targets.put("redis", redis);
        targets.put("inventory", inventory);
        GameDay game = opened.open(() -> new GameDay(targets, pool));
        gameDay = game;

        business = opened.open(() -> BusinessServer.start(settings.port(), context -> {
            shop.addTo(context);
            context.addServlet(new ServletHolder(new JsonServlet("POST", game)), "/chaos/*");
        }));
    }

    URI businessUri() {
        BusinessServer server = business;
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return URI.create("http://localhost:" + server.port());
    }

    /** Whether somebody wants it to end: then a start that fails is none of the news. */
    boolean isClosing() {
        return closing;
    }

    /** The pool that orders are written through. */
    HikariDataSource pool() {
        HikariDataSource pool = orderPool;
        if (pool == null) {
            throw new IllegalStateException("not started");
        }
        return pool;
    }

    /**
     * Says that it is no longer ready, serves on for a moment, then finishes what is in flight and stops everything.
     * Idempotent, and right at any time: during the start, and while a dependency is frozen.
     */
    @Override
    public void close() {
        closing = true;
        GameDay game = gameDay;
        if (game != null && business != null) {
            game.close();
            pause(settings.drain());
        }
        opened.close();
    }

    private static HikariDataSource poolOf(PostgresServer postgres) {
        var config = new HikariConfig();
        config.setPoolName("orders");
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(1_000);
        config.addDataSourceProperty("connectTimeout", "2");
        config.addDataSourceProperty("socketTimeout", "5");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Starts without the database, too: health then says so, and the service is there as soon as the database is.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
