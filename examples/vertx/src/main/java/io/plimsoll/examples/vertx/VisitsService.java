package io.plimsoll.examples.vertx;

import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.health.redis.RedisProbe;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.vertx.EventLoopProbe;
import io.plimsoll.http.vertx.OpsHandler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;

/**
 * The life of the service, from start to stop.
 *
 * <p>It drains in a shutdown hook, before Vert.x hears of the end: {@link Vertx#close()} begins with the servers and clients
 * made outside of verticles, so a verticle's {@code stop()} comes too late to serve on. It would come too often as well: a
 * drain is for good, and a verticle that is deployed anew would never be ready again. The thread of a hook may wait; an event
 * loop may not, and says {@code Future.fromCompletionStage(drain.begin()).compose(over -> server.shutdown(..))}. Await {@code
 * vertx.close()} itself: what is composed of it and a server's future would be told on a loop that is gone.
 */
public final class VisitsService {

    /** Vert.x itself does not limit how long a client may take to send a request or to read the answer. */
    private static final HttpServerOptions LIMITS = new HttpServerOptions().setIdleTimeout(30);

    private static final Duration LAST_REQUESTS = Duration.ofSeconds(3);

    private VisitsService() {}

    public static void main(String[] arguments) throws Exception {
        // 1 s, for a demonstration. In a cluster 11000, which is what Drain.of(health) waits.
        var wait = Duration.ofMillis(setting("DRAIN_MILLIS", 1_000));

        var vertx = Vertx.vertx();
        var redis = OwnRedis.start();
        HealthMonitor health = HealthMonitor.builder("visits", "v1.0.0")
                .required("redis", RedisProbe.of(redis.uri()))
                .optional("event_loops", EventLoopProbe.of(vertx))
                .start();
        var visits = new Visits(health, redis.commands());
        var ops = new OpsHandler(OpsRouter.builder(health).build());

        // With an event loop of its own it answers even when somebody blocks those of the business.
        var opsVertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        var opsRoutes = Router.router(opsVertx);
        opsRoutes.route("/health/*").handler(ops);
        HttpServer opsServer = opsVertx.createHttpServer(LIMITS).requestHandler(opsRoutes);

        var routes = Router.router(vertx);
        routes.get("/visit").respond(visits::visit);
        // Gates for load balancers that ask where they send the traffic; deep health stays inside.
        routes.routeWithRegex("/health/(shallow|ready|started)").handler(ops);
        HttpServer server = vertx.createHttpServer(LIMITS).requestHandler(routes);

        Drain drain = Drain.of(health, wait);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            drain.await();
            server.shutdown(LAST_REQUESTS).await();
            vertx.close().await();
            redis.close();
            opsVertx.close().await();
            health.close();
        }));
        try {
            opsServer.listen(setting("OPS_PORT", 9090)).await();
            server.listen(setting("PORT", 8080)).await();
        } catch (Exception doesNotStart) {
            doesNotStart.printStackTrace();
            System.exit(1);
        }
        System.out.printf(
                "ready http://localhost:%d http://localhost:%d%n", server.actualPort(), opsServer.actualPort());
    }

    private static int setting(String name, int otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }
}
