package io.plimsoll.resilience.vertx;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.panic.ClosedDoor;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Closes the door on an event loop: {@code router.route().order(-1).handler(new ClosedDoorHandler(door))}. */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class ClosedDoorHandler implements Handler<RoutingContext> {

    private final ClosedDoor door;

    public ClosedDoorHandler(ClosedDoor door) {
        this.door = requireNonNull(door, "door");
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.request().path();
        ClosedDoor.Answer closed = door.answerTo(path == null ? "" : path);
        if (closed == null) {
            context.next();
            return;
        }
        Answers.end(context.response(), closed.status(), closed.headers(), closed.body());
    }
}
