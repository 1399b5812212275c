package io.plimsoll.resilience.vertx;

import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.http.RefusalAnswer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** A failure handler that answers refusals and leaves all other failures to the next one. */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class RefusalHandler implements Handler<RoutingContext> {

    /** The same for all routes. */
    public RefusalHandler() {}

    @Override
    public void handle(RoutingContext context) {
        CallRefusedException refused = CallRefusedException.in(context.failure());
        if (refused == null || context.response().headWritten()) {
            context.next();
            return;
        }
        Answers.end(context.response(), RefusalAnswer.to(refused));
    }
}
