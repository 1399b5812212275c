package io.plimsoll.examples.checkout;

import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.examples.checkout.gameday.GameDay;
import io.plimsoll.examples.checkout.shop.CartCache;
import io.plimsoll.examples.checkout.shop.CartStore;
import io.plimsoll.examples.checkout.shop.Carts;
import io.plimsoll.examples.checkout.shop.Checkout;
import io.plimsoll.examples.checkout.shop.FraudCheck;
import io.plimsoll.examples.checkout.shop.GuardedDatabase;
import io.plimsoll.examples.checkout.shop.InventoryClient;
import io.plimsoll.examples.checkout.shop.OrderStore;
import io.plimsoll.examples.checkout.shop.Payments;
import io.plimsoll.examples.checkout.shop.Service;
import io.plimsoll.examples.checkout.shop.Settlement;
import io.plimsoll.examples.checkout.shop.ShopApi;
import io.plimsoll.examples.checkout.shop.Suggestions;
import io.plimsoll.examples.checkout.web.JsonServlet;
import io.plimsoll.health.HealthListener;
import io.plimsoll.health.Status;
import io.plimsoll.health.Transition;
import io.plimsoll.health.jdbc.DatabaseProbe;
import io.plimsoll.health.jdbc.SqlGauge;
import io.plimsoll.health.jdbc.postgres.PostgresDiagnosis;
import io.plimsoll.health.micrometer.HealthMetrics;
import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.monitor.HealthMonitorBuilder;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.jdk.JdkOpsServer;
import io.plimsoll.http.probe.HttpProbe;
import io.plimsoll.http.servlet.OpsServlet;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.redis.RedisPanicStore;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.health.GuardProbe;
import io.plimsoll.resilience.servlet.GuardFilter;
import io.plimsoll.resilience.shed.LoadShedder;
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

        Pools pools = opened.open(() -> Pools.of(backends));
        PanicBoard panic = opened.open(Buttons::board);
        RedisPanicStore fleet = Buttons.share(panic, NAME, settings.fleetRedisUrl());
        Guards guards = opened.open(() -> Guards.of(panic));
        BiggerPool.whilePressed(panic, pools.write(), guards.time().timing());
        LoadShedder shedder = Buttons.shedder(panic);
        CartCache cache = opened.open(() -> CartCache.connect(backends.redisUri(), guards.carts()));
        var reads = new GuardedDatabase(guards.reads(), pools.read());
        var writes = new GuardedDatabase(guards.writes(), pools.write());
        var carts = new Carts(new CartStore(reads, writes), cache);
        var orders = new OrderStore(reads, writes);
        var settlement = new Settlement(new Payments(new Service(backends.paymentsUri(), guards.payments())), orders);
        var checkout = new Checkout(
                carts,
                new InventoryClient(new Service(backends.inventoryUri(), guards.inventory())),
                new FraudCheck(new Service(backends.fraudCheckUri(), guards.fraudCheck())),
                orders,
                settlement);
        var suggestions = new Suggestions(
                new Service(backends.recommendationsUri(), guards.recommendations()),
                new GuardedDatabase(guards.analytics(), pools.analytics()));
        var shop = new ShopApi(carts, checkout, orders, suggestions);
        var operations = new Operations(settings.opsToken().credential(), settlement);

        HealthMonitorBuilder components = health(backends, pools, guards).panic(panic);
        if (fleet != null) {
            components.optional("panic_store", fleet.probe());
        }
        HealthMonitor health = opened.open(components::start);
        Metrics metrics = opened.open(Metrics::new);
        HealthMetrics answers = metrics.bind(health, guards, panic, shedder);
        OpsRouter ops = OpsRouter.builder(health)
                .operators(settings.opsToken().credential())
                .panic(panic)
                .mitigation(Buttons.webhook(panic, NAME, settings.webhookSecrets()))
                .metrics(metrics::scrape)
                .listener(answers::answered)
                .build();
        JdkOpsServer opsServer = opened.open(() -> opsServerFor(ops));

        GameDay gameDay = opened.open(() -> new GameDay(backends.breakable(), pools.write()));
        BusinessServer business = opened.open(() -> BusinessServer.start(settings.port(), metrics, context -> {
            context.addFilter(new FilterHolder(Buttons.filter(shedder)), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addFilter(new FilterHolder(new GuardFilter()), "/*", EnumSet.of(DispatcherType.REQUEST));
            shop.addTo(context);
            context.addServlet(new ServletHolder(new JsonServlet("POST", gameDay)), "/chaos/*");
            context.addServlet(new ServletHolder(new JsonServlet("POST", operations)), "/operations/*");
            // Deep health is nobody's business out here: it has a port of its own.
            var gates = new ServletHolder(new OpsServlet(ops));
            context.addServlet(gates, "/health/shallow");
            context.addServlet(gates, "/health/ready");
            context.addServlet(gates, "/health/started");
        }));
        parts = new Parts(backends, pools, panic, health, opsServer, gameDay, business);
    }

    /**
     * What our health is made of. The three pools lead to one database, so one of them looks whether that answers; of the others
     * only the pool is looked at.
     */
    static HealthMonitorBuilder health(Backends backends, Pools pools, Guards guards) {
        return HealthMonitor.builder(NAME, VERSION)
                .required("database", GuardProbe.of(guards.writes()).beside(databaseProbe(pools.write())))
                .required("database_read", GuardProbe.of(guards.reads()).beside(poolProbe(pools.read())))
                .optional(
                        "database_analytics", GuardProbe.of(guards.analytics()).beside(poolProbe(pools.analytics())))
                .optional("stuck_orders", stuckOrders(pools.read()))
                .required("redis", GuardProbe.of(guards.carts()).beside(RedisProbe.of(backends.redisUri())))
                .optional("inventory_service", serviceProbe(guards.inventory(), backends.inventoryUri()))
                .optional("payments", serviceProbe(guards.payments(), backends.paymentsUri()))
                .optional(Guards.FRAUD_CHECK, serviceProbe(guards.fraudCheck(), backends.fraudCheckUri()))
                .optional(Guards.RECOMMENDATIONS, serviceProbe(guards.recommendations(), backends.recommendationsUri()))
                .listener(new DatabaseIsBack(guards));
    }

    private static DatabaseProbe databaseProbe(HikariDataSource pool) {
        return DatabaseProbe.builder(pool)
                .diagnosedBy(PostgresDiagnosis.ofDefaults())
                .build();
    }

    private static DatabaseProbe poolProbe(HikariDataSource pool) {
        return DatabaseProbe.builder(pool).withoutSentinel().build();
    }

    /** Five seconds are longer than a checkout takes to pay, or to fail to. */
    private static SqlGauge stuckOrders(HikariDataSource pool) {
        return SqlGauge.of(
                pool,
                "stuck_orders",
                "SELECT count(*) FROM orders WHERE status = 'pending' AND placed_at < now() - interval '5 seconds'",
                gauge -> gauge.degradedAbove(100).error("Orders are stuck: replay them once they can be paid"));
    }

    private static GuardProbe serviceProbe(Guard guard, URI service) {
        return GuardProbe.of(guard).beside(HttpProbe.get(service.resolve("/health/shallow")));
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

    /** Who cannot see by himself that the database is back hears it from the one that does. */
    private record DatabaseIsBack(Guards guards) implements HealthListener {

        @Override
        public void changed(Transition transition) {
            if (transition.after().name().equals("database")
                    && transition.before().status() == Status.DOWN) {
                guards.reads().dependencyIsBack();
                guards.analytics().dependencyIsBack();
            }
        }
    }

    /** All that was started. */
    record Parts(
            Backends backends,
            Pools pools,
            PanicBoard panic,
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
