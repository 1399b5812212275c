package io.plimsoll.http.vertx;

import io.plimsoll.http.contract.OpsContract.Running;
import io.plimsoll.http.contract.Serving;
import io.plimsoll.http.endpoint.OpsRouter;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.function.Consumer;

/** Vert.x of whatever version is on the class path, from 4, with a router of vertx-web. */
public final class VertxWebServing implements Serving {

    @Override
    public Running serve(OpsRouter ops) throws Exception {
        return serve(router -> router.route().handler(new OpsHandler(ops)));
    }

    static Running serve(Consumer<Router> routes) throws Exception {
        return VertxCoreServing.serve((Vertx vertx) -> {
            Router router = Router.router(vertx);
            // What vertx-web refuses before any route is looked at, it logs as an error unless there are these.
            router.errorHandler(
                    400, context -> context.response().setStatusCode(400).end());
            router.errorHandler(
                    404, context -> context.response().setStatusCode(404).end());
            routes.accept(router);
            return router;
        });
    }
}
