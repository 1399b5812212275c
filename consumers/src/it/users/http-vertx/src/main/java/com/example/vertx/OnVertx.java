package com.example.vertx;

import com.example.checks.Artifact;
import com.example.checks.Checks;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Reading;
import io.plimsoll.health.monitor.Drain;
import io.plimsoll.health.monitor.HealthMonitor;
import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.vertx.EventLoopProbe;
import io.plimsoll.http.vertx.OpsHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Is asked on event loops, with health-http and Vert.x, which brings Jackson. */
public final class OnVertx {

    private OnVertx() {}

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (HealthMonitor health = HealthMonitor.builder("orders", "1")
                .required("queue", probe -> Finding.up().with("depth", 3))
                .optional("event_loops", EventLoopProbe.of(vertx))
                .start()) {
            var handler = new OpsHandler(OpsRouter.builder(health).build());
            var routes = Router.router(vertx);
            routes.route("/health/*").handler(handler);
            HttpServer routed = listen(vertx, routes);
            HttpServer bare = listen(vertx, handler::answer);
            Checks.eventually("ready", () -> health.ready().open());
            var allLoops = new Reading.Count(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
            Checks.eventually(
                    "event loops looked at",
                    () -> allLoops.equals(health.report()
                            .components()
                            .get("event_loops")
                            .finding()
                            .readings()
                            .get("event_loops")));
            HttpResponse<String> deep = get(routed, "/health/deep");
            Checks.equal("deep", 200, deep.statusCode());
            Checks.contains("deep", "\"queue\":{\"status\":\"UP\"", deep.body());
            Checks.equal("without routes", 200, get(bare, "/health/deep").statusCode());

            Future.fromCompletionStage(Drain.of(health, Duration.ofMillis(50)).begin())
                    .compose(over -> bare.shutdown())
                    .await();
            Checks.equal(
                    "ready after a drain", 503, get(routed, "/health/ready").statusCode());
            Checks.equal(
                    "shallow after a drain", 200, get(routed, "/health/shallow").statusCode());
        } finally {
            vertx.close().await();
        }
        Checks.equal(
                "what needs more than there is",
                "{" + (Checks.isModular(OnVertx.class) ? "io.plimsoll.http.jdk=[JdkOpsServer], " : "")
                        + "io.plimsoll.http.servlet=[OpsServlet],"
                        + " io.plimsoll.http.spring=[ActuatorHealth, DrainBeforeClose]}",
                Artifact.of(OpsRouter.class).broken().toString());
    }

    private static HttpServer listen(Vertx vertx, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .await();
    }

    private static HttpResponse<String> get(HttpServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
