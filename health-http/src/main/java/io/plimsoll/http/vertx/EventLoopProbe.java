package io.plimsoll.http.vertx;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import io.plimsoll.health.Finding;
import io.plimsoll.health.Layer;
import io.plimsoll.health.Probe;
import io.plimsoll.health.ProbeContext;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Do the event loops of a Vert.x run what is due: {@link Code#EVENT_LOOP_LAG}, local to this instance.
 *
 * <pre>{@code
 * .optional("event_loops", EventLoopProbe.of(vertx))
 * }</pre>
 *
 * <p>A timer beats every 100 ms on each loop. DEGRADED when in two checks in a row one of them came 200 ms too late or more, or has
 * not come at all for so long: a loop that somebody blocks is seen although it runs nothing. The detail {@code blocked_event_loops}
 * then tells what it is doing. Never down by default. A pause of the whole JVM makes all loops late, once.
 *
 * <p>Vert.x 5 has no public way to its event loops, so this is deployed as a verticle of as many instances as there are loops, which
 * Vert.x hands out in turn. What to know of that:
 *
 * <ul>
 *   <li>the deployment is one of {@link Vertx#deploymentIDs()} until the Vert.x closes; it beats no longer than the monitor runs
 *   <li>say {@link Builder#eventLoops} where the pool has more loops than the default, or those beyond it are not looked at; the
 *       reading {@code event_loops} is how many are
 *   <li>the one loop that accepts connections is none of them, nor are worker threads: for these there is {@code PoolProbe}
 * </ul>
 *
 * <p>Compiled against Vert.x 5; the same byte code is tested with Vert.x 4.5.
 */
@SuppressWarnings("exports") // "transitive" would make every modular user need Vert.x to compile
public final class EventLoopProbe implements Probe {

    private static final int LOOKS = 2;
    private static final int MOST_STACKS = 3;

    private final Vertx vertx;
    private final int eventLoops;
    private final Duration degradedAfter;
    private final @Nullable Duration downAfter;
    private final List<WatchedLoop> loops = new CopyOnWriteArrayList<>();
    private volatile @Nullable Ticker ticker; // written by open, as is the next
    private volatile @Nullable Future<String> deployment;
    private int lateLooks; // by the check only, as is the next
    private int veryLateLooks;

    private EventLoopProbe(Builder settings) {
        vertx = settings.vertx;
        eventLoops = settings.eventLoops;
        degradedAfter = settings.degradedAfter;
        downAfter = settings.downAfter;
    }

    /** Watches with the defaults. */
    public static EventLoopProbe of(Vertx vertx) {
        return builder(vertx).build();
    }

    /** Watches with settings of your own. */
    public static Builder builder(Vertx vertx) {
        return new Builder(vertx);
    }

    @Override
    public void open(Timing timing) {
        ticker = timing.ticker();
        // Vert.x 4 knows no Deployable, which is what a lambda in place would be compiled to supply.
        Supplier<WatchedLoop> instances = () -> watched(timing.ticker());
        deployment = vertx.deployVerticle(instances, new DeploymentOptions().setInstances(eventLoops));
    }

    @Override
    public Layer layer() {
        return Layer.LOCAL;
    }

    @Override
    public Finding check(ProbeContext context) {
        Ticker opened = requireNonNull(ticker, "open the probe before its first check");
        requireAlive();
        long now = opened.nanos();
        List<WatchedLoop> lateNow = loops.stream()
                .filter(loop -> loop.beat().lateNanos(now) >= degradedAfter.toNanos())
                .toList();
        long worst = loops.stream()
                .mapToLong(loop -> loop.beat().worstUntil(now))
                .max()
                .orElse(0);
        lateLooks = worst >= degradedAfter.toNanos() ? lateLooks + 1 : 0;
        veryLateLooks = downAfter != null && worst >= downAfter.toNanos() ? veryLateLooks + 1 : 0;
        return judge().local()
                .with("event_loops", threads())
                .with("event_loop_lag_ms", Duration.ofNanos(worst).toMillis())
                .detail("blocked_event_loops", lateLooks < LOOKS || lateNow.isEmpty() ? null : stacks(lateNow));
    }

    /** Undeploys nothing: a Vert.x that closes at the same time, as is usual, would log that as an error of its own. */
    @Override
    public void close() {
        loops.forEach(WatchedLoop::end);
    }

    boolean isBeating() {
        return loops.stream().anyMatch(WatchedLoop::isBeating);
    }

    private WatchedLoop watched(Ticker measure) {
        var loop = new WatchedLoop(measure);
        loops.add(loop);
        return loop;
    }

    private Finding judge() {
        if (downAfter != null && veryLateLooks >= LOOKS) {
            return Finding.down(Code.EVENT_LOOP_LAG, textFor(downAfter));
        }
        return lateLooks >= LOOKS ? Finding.degraded(Code.EVENT_LOOP_LAG, textFor(degradedAfter)) : Finding.up();
    }

    private static String textFor(Duration lag) {
        return "An event loop runs its tasks at least " + lag.toMillis() + " ms late";
    }

    /** Several instances share a loop if there are fewer loops. */
    private long threads() {
        return loops.stream()
                .map(WatchedLoop::thread)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }

    private static String stacks(List<WatchedLoop> late) {
        return late.stream()
                .map(WatchedLoop::stack)
                .distinct()
                .limit(MOST_STACKS)
                .collect(Collectors.joining("\n"));
    }

    private void requireAlive() {
        Future<String> deployed = requireNonNull(deployment, "open the probe before its first check");
        if (deployed.failed()) {
            throw new IllegalStateException("event loops: nothing could be deployed to look at them", deployed.cause());
        }
        if (loops.stream().anyMatch(WatchedLoop::isOver)) {
            throw new IllegalStateException(
                    "event loops: what looked at them was undeployed, as by a Vert.x that closes");
        }
    }

    /** How many loops there are, and what is too late. */
    public static final class Builder {

        private final Vertx vertx;
        private int eventLoops = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
        private Duration degradedAfter = Duration.ofMillis(200);
        private @Nullable Duration downAfter;

        private Builder(Vertx vertx) {
            this.vertx = requireNonNull(vertx, "vertx");
        }

        /** The size of the pool of event loops; {@link VertxOptions#DEFAULT_EVENT_LOOP_POOL_SIZE} by default, as for Vert.x. */
        public Builder eventLoops(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("event loops: there is at least 1, but eventLoops is " + number
                        + "; nothing would be looked at");
            }
            eventLoops = number;
            return this;
        }

        /** Degraded when a loop is so late, or later, in two checks in a row; 200 ms by default. */
        public Builder degradedAfter(Duration lag) {
            degradedAfter = requireMillis("degradedAfter", lag);
            return this;
        }

        /** Down when a loop is so late, or later, in two checks in a row; never by default. */
        public Builder downAfter(Duration lag) {
            downAfter = requireMillis("downAfter", lag);
            return this;
        }

        /**
         * Makes the probe.
         *
         * @throws IllegalStateException if it would be down without being degraded first
         */
        public EventLoopProbe build() {
            if (downAfter != null && downAfter.compareTo(degradedAfter) <= 0) {
                throw new IllegalStateException(
                        "event loops: downAfter " + downAfter + " is not more than degradedAfter " + degradedAfter
                                + "; it would go down without being degraded first");
            }
            return new EventLoopProbe(this);
        }

        private static Duration requireMillis(String setting, Duration lag) {
            if (lag.toMillis() < 1) {
                throw new IllegalArgumentException("event loops: " + setting + " must be at least 1 ms, but is " + lag
                        + "; every loop is so late");
            }
            return lag;
        }
    }
}
