package io.plimsoll.resilience.vertx;

import io.plimsoll.resilience.Attempt;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Reads which attempt a request is. An event loop works on many requests in turn, so this hangs on the request and not on the
 * thread: {@code attemptOf(ctx).during(...)} where a guard is called.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class AttemptHandler implements Handler<RoutingContext> {

    private static final String KEY = AttemptHeader.class.getName();

    /** The same for all routes. */
    public AttemptHandler() {}

    @Override
    public void handle(RoutingContext context) {
        AttemptHeader.parse(context.request().getHeader(AttemptHeader.NAME))
                .ifPresent(header -> context.put(KEY, header));
        context.next();
    }

    /** What the request said of itself; {@link AttemptHeader#ONLY} if nothing, or if this handler was not on its way. */
    public static AttemptHeader attemptOf(RoutingContext context) {
        AttemptHeader header = context.get(KEY);
        return header == null ? AttemptHeader.ONLY : header;
    }

    /**
     * Says in a request of our own which attempt it is.
     *
     * @return the request
     */
    public static HttpClientRequest say(Attempt attempt, HttpClientRequest request) {
        return request.putHeader(AttemptHeader.NAME, attempt.header().value());
    }
}
