package io.plimsoll.benchmarks;

import io.plimsoll.http.endpoint.OpsRouter;
import io.plimsoll.http.vertx.OpsHandler;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Vert.x as it comes: routes of one vertx-web router on one event loop, or servers of vertx-core that do nothing else, each
 * on an event loop of the same Vert.x. A constant's body is a buffer that is made once.
 */
final class VertxContest implements Contest {

    private static final long PATIENCE_SECONDS = 20;
    private static final String HOST = "127.0.0.1";

    private final String server;
    private final Vertx vertx;
    private final Map<Answer, HttpServer> servers;

    private VertxContest(String server, Vertx vertx, Map<Answer, HttpServer> servers) {
        this.server = server;
        this.vertx = vertx;
        this.servers = servers;
    }

    static Contest web(OpsRouter ops, Constant constant) throws Exception {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        Handler<HttpServerRequest> same = constantly(constant);
        Handler<HttpServerRequest> bare = constantly(constant.bare());
        router.route("/health/*").handler(new OpsHandler(ops));
        router.route("/always/*").handler(context -> same.handle(context.request()));
        router.route("/barest/*").handler(context -> bare.handle(context.request()));
        HttpServer one = listen(vertx, router);
        return new VertxContest(
                "vertx-web, OpsHandler",
                vertx,
                new EnumMap<>(Map.of(Answer.OURS, one, Answer.CONSTANT, one, Answer.BARE, one)));
    }

    static Contest core(OpsRouter ops, Constant constant) throws Exception {
        Vertx vertx = Vertx.vertx();
        return new VertxContest(
                "vertx-core, OpsHandler",
                vertx,
                new EnumMap<>(Map.of(
                        Answer.OURS, listen(vertx, new OpsHandler(ops)::answer),
                        Answer.CONSTANT, listen(vertx, constantly(constant)),
                        Answer.BARE, listen(vertx, constantly(constant.bare())))));
    }

    @Override
    public String server() {
        return server;
    }

    @Override
    public int port(Answer answer) {
        return servers.get(answer).actualPort();
    }

    @Override
    public boolean isJudged() {
        return true;
    }

    @Override
    public boolean keepsAlive() {
        return true;
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("Vert.x did not end", e);
        }
    }

    private static HttpServer listen(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, HOST)
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Handler<HttpServerRequest> constantly(Constant constant) {
        Buffer body = Buffer.buffer(constant.body());
        return request -> {
            HttpServerResponse response = request.response();
            constant.headers().forEach(response::putHeader);
            response.end(body);
        };
    }
}
