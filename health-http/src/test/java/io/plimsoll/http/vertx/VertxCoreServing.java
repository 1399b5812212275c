package io.plimsoll.http.vertx;

import io.plimsoll.http.contract.OpsContract.Running;
import io.plimsoll.http.contract.Serving;
import io.plimsoll.http.endpoint.OpsRouter;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Vert.x of whatever version is on the class path, from 4, with nothing but its core, set as this module's README tells. */
public final class VertxCoreServing implements Serving {

    @Override
    public Running serve(OpsRouter ops) throws Exception {
        return serve(vertx -> new OpsHandler(ops)::answer);
    }

    static Running serve(Function<Vertx, Handler<HttpServerRequest>> answers) throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpServer server = done(vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(2))
                .requestHandler(answers.apply(vertx))
                .listen(0, "127.0.0.1"));
        return Running.of(server.actualPort(), () -> {
            try {
                done(vertx.close());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
