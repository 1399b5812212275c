package io.plimsoll.examples.checkout;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.http.servlet.OpsServlet;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.health.GuardProbe;
import io.plimsoll.resilience.servlet.GuardFilter;
import jakarta.servlet.DispatcherType;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;

/** The service and the servers that it depends on, from start to stop. */
final class CheckoutService implements AutoCloseable {

    private static final String NAME = "checkout-service";
    private static final String VERSION = "v3.4.12";
    static final int POOL_SIZE = 10;

    private final Settings settings;
    private final Opened opened = new Opened();
    private volatile @Nullable Parts parts;
    private volatile boolean closing;

    CheckoutService(Settings settings) {
        this.settings = settings;
    }

    /** Returns when everything serves; after an exception, whoever called this still closes. */
    void start() throws Exception {
        Backends backends = Backends.open(settings, opened);

        HikariDataSource pool = opened.open(() -> poolOf(backends));
        CartStore carts = opened.open(() -> CartStore.connect(backends.redisUri()));
        var orders = new OrderStore(pool);
        Guard inventory = opened.open(() -> Guard.of("inventory_service", Preset.read()));
        var checkout = new Checkout(carts, new InventoryClient(backends.inventoryUri(), inventory), orders);
        var shop = new ShopApi(carts, checkout, orders);

        HealthMonitor health = opened.open(() -> health(pool, backends.redisUri(), inventory, backends.inventoryUri())
                .start());
        OpsRouter ops = OpsRouter.builder(health)
                .operators(settings.opsToken().credential())
                .build();
        JdkOpsServer opsServer = opened.open(() -> opsServerFor(ops));

        GameDay gameDay = opened.open(() -> new GameDay(backends.breakable(), pool));
        BusinessServer business = opened.open(() -> BusinessServer.start(settings.port(), context -> {
            context.addFilter(new FilterHolder(new GuardFilter()), "/*", EnumSet.of(DispatcherType.REQUEST));
            shop.addTo(context);
            context.addServlet(new ServletHolder(new JsonServlet("POST", gameDay)), "/chaos/*");
            // Deep health is nobody's business out here: it has a port of its own.
            var gates = new ServletHolder(new OpsServlet(ops));
            context.addServlet(gates, "/health/shallow");
            context.addServlet(gates, "/health/ready");
            context.addServlet(gates, "/health/started");
        }));
        parts = new Parts(
                backends.postgres(),
                backends.redis(),
                backends.inventory(),
                pool,
                health,
                opsServer,
                gameDay,
                business);
    }

    /** What our health is made of. */
    static HealthMonitorBuilder health(HikariDataSource pool, String redisUri, Guard inventory, URI inventoryUri) {
        return HealthMonitor.builder(NAME, VERSION)
                .required("database", DatabaseProbe.of(pool))
                .required("redis", RedisProbe.of(redisUri))
                .optional(
                        "inventory_service",
                        GuardProbe.of(inventory).beside(HttpProbe.get(inventoryUri.resolve("/health/shallow"))));
    }

    /** What it is made of. */
    Parts parts() {
        Parts started = parts;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** Whether somebody wants it to end: then a start that fails is none of the news. */
    boolean isClosing() {
        return closing;
    }

    /**
     * Says that it is no longer ready, serves on for a moment, then finishes what is in flight and stops everything.
     * Idempotent, and right at any time: during the start, and while a dependency is frozen.
     */
    @Override
    public void close() {
        closing = true;
        Parts started = parts;
        if (started != null) {
            Drain drain = Drain.of(started.health(), settings.drain());
            drain.begin();
            started.gameDay().close();
            drain.await();
        }
        opened.close();
    }

    private JdkOpsServer opsServerFor(OpsRouter ops) throws PortInUseException {
        try {
            return JdkOpsServer.start(ops, settings.opsPort());
        } catch (UncheckedIOException failed) {
            throw new PortInUseException("OPS_PORT", settings.opsPort(), failed);
        }
    }

    private static HikariDataSource poolOf(Backends backends) {
        var config = new HikariConfig();
        config.setPoolName("orders");
        backends.addDatabaseTo(config);
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

    /** All that was started; of the servers those that are our own. */
    record Parts(
            @Nullable PostgresServer postgres,
            @Nullable RedisServer redis,
            @Nullable InventoryServer inventory,
            HikariDataSource pool,
            HealthMonitor health,
            JdkOpsServer opsServer,
            GameDay gameDay,
            BusinessServer business) {

        URI businessUri() {
            return URI.create("http://localhost:" + business.port());
        }

        URI opsUri() {
            return URI.create("http://localhost:" + opsServer.port());
        }
    }
}
