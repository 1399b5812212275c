package io.plimsoll.resilience.vertx;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.http.OpsPaths;
import io.plimsoll.resilience.http.RefusalAnswer;
import io.plimsoll.resilience.shed.Criticality;
import io.plimsoll.resilience.shed.LoadShedder;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * Sheds load on an event loop: 429 with a spread {@code Retry-After}. {@code router.route().order(-1).handler(new
 * ShedHandler(shedder, context -> criticalityOf(context)))}. Health and buttons are let through ({@link OpsPaths#usual()}).
 *
 * <p>A request stays inside until its answer has been written or its connection is gone. One that is answered with 429 or 5xx, or
 * not at all, tells the limit nothing.
 *
 * <p>An event loop works on many requests in turn, so guards have to be told how critical one is: {@code criticalityOf(ctx).during(...)}
 * where a guard is called.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class ShedHandler implements Handler<RoutingContext> {

    private static final String KEY = Criticality.class.getName();

    private final LoadShedder shedder;
    private final Function<RoutingContext, Criticality> criticality;
    private final OpsPaths open;

    /**
     * Sheds, but for the usual paths.
     *
     * @param criticality by what is known without reading the body: path, method, headers
     */
    public ShedHandler(LoadShedder shedder, Function<RoutingContext, Criticality> criticality) {
        this(shedder, criticality, OpsPaths.usual());
    }

    /** The same with paths of one's own to be let through. */
    public ShedHandler(LoadShedder shedder, Function<RoutingContext, Criticality> criticality, OpsPaths open) {
        this.shedder = requireNonNull(shedder, "shedder");
        this.criticality = requireNonNull(criticality, "criticality");
        this.open = requireNonNull(open, "open");
    }

    @Override
    public void handle(RoutingContext context) {
        String path = context.request().path();
        if (path != null && open.contain(path)) {
            context.next();
            return;
        }
        Criticality worth = criticality.apply(context);
        LoadShedder.Admission admission = shedder.tryEnter(worth);
        if (admission == null) {
            Answers.end(context.response(), RefusalAnswer.ofOverload());
            return;
        }
        context.put(KEY, worth);
        context.addEndHandler(end -> {
            if (end.failed()) {
                admission.abandoned();
            } else {
                admission.answered(context.response().getStatusCode());
            }
        });
        context.next();
    }

    /** What the request is worth; {@link Criticality#NORMAL} if this handler was not on its way. */
    public static Criticality criticalityOf(RoutingContext context) {
        Criticality worth = context.get(KEY);
        return worth == null ? Criticality.NORMAL : worth;
    }
}
