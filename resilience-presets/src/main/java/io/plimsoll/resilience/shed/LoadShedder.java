package io.plimsoll.resilience.shed;

import static java.util.Objects.requireNonNull;

import io.plimsoll.panic.PanicButton;
import io.plimsoll.panic.Ramp;
import io.plimsoll.time.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets in as many requests at once as this service can work on, and refuses the others before any work is done for them.
 *
 * <pre>{@code
 * LoadShedder shedder = LoadShedder.of(AdaptiveLimit.ofDefaults());
 * context.addFilter(new ShedFilter(shedder, request -> criticalityOf(request)), "/*", REQUEST);
 * }</pre>
 *
 * <p>A service that is asked for three times what it can do, and takes it all, serves nobody: each request waits so long that
 * whoever sent it has given up. Requests that wait are what is bounded here, not requests per second, so that it holds whatever
 * a request costs. See {@link Criticality} for who is refused first.
 *
 * <p>Safe for concurrent use; nothing here blocks or makes a thread.
 */
public final class LoadShedder {

    private final ConcurrencyLimit limit;
    private final Ticker ticker;
    private final List<Shed> buttons;
    private final AtomicInteger inside;
    private final Shares shares;
    private final Map<Criticality, LongAdder> admitted;
    private final Map<Criticality, LongAdder> refused;

    /** While the button holds, what is below is refused. */
    private record Shed(Ramp ramp, Criticality below) {}

    private LoadShedder(ConcurrencyLimit limit, Ticker ticker) {
        this(limit, ticker, List.of(), new AtomicInteger(), Shares.kept(), adders(), adders());
    }

    private LoadShedder(
            ConcurrencyLimit limit,
            Ticker ticker,
            List<Shed> buttons,
            AtomicInteger inside,
            Shares shares,
            Map<Criticality, LongAdder> admitted,
            Map<Criticality, LongAdder> refused) {
        this.limit = limit;
        this.ticker = ticker;
        this.buttons = buttons;
        this.inside = inside;
        this.shares = shares;
        this.admitted = admitted;
        this.refused = refused;
    }

    /** Sheds by this limit. */
    public static LoadShedder of(ConcurrencyLimit limit) {
        return of(limit, Ticker.system());
    }

    /** The same with a clock handed in. */
    public static LoadShedder of(ConcurrencyLimit limit, Ticker ticker) {
        return new LoadShedder(requireNonNull(limit, "limit"), requireNonNull(ticker, "ticker"));
    }

    /**
     * Refuses everything below a criticality while a button is pressed, however little there is to do; after a lease that
     * nobody has released, requests come back by a {@link Ramp}.
     *
     * @return a new shedder with the same limit and counts, which is to be used instead of this one
     * @throws IllegalArgumentException if nothing is below it
     */
    public LoadShedder shedBelow(Criticality criticality, PanicButton button) {
        if (criticality == Criticality.SHEDDABLE) {
            throw new IllegalArgumentException(
                    "nothing is below " + criticality + ": button '" + button.name() + "' would do nothing");
        }
        var more = new ArrayList<>(buttons);
        more.add(new Shed(Ramp.of(button), criticality));
        return new LoadShedder(limit, ticker, List.copyOf(more), inside, shares, admitted, refused);
    }

    /**
     * Lets a request in, which must be {@linkplain Admission#answered answered}, {@linkplain Admission#served() served} or
     * {@linkplain Admission#abandoned() abandoned}; {@code null} if it is refused.
     */
    public @Nullable Admission tryEnter(Criticality criticality) {
        if (!isShed(criticality)) {
            long nanos = ticker.nanos();
            int now = enter(limit(criticality));
            if (now > 0) {
                shares.letIn(nanos);
                count(admitted, criticality).increment();
                return new Admission(nanos, now);
            }
            shares.refused(criticality, nanos);
        }
        count(refused, criticality).increment();
        return null;
    }

    /** How many are inside. */
    public int inside() {
        return inside.get();
    }

    /**
     * How many may be inside before one of these is refused, at the moment: all of the limit for the critical ones, and less for
     * the others the more of the critical are refused.
     */
    public int limit(Criticality criticality) {
        return shares.most(criticality, limit.current());
    }

    /** How many were let in since the start. */
    public long admitted(Criticality criticality) {
        return count(admitted, criticality).sum();
    }

    /** How many were refused since the start. */
    public long refused(Criticality criticality) {
        return count(refused, criticality).sum();
    }

    @Override
    public String toString() {
        return "load shedder, limit " + limit;
    }

    private boolean isShed(Criticality criticality) {
        for (int i = 0; i < buttons.size(); i++) {
            Shed shed = buttons.get(i);
            if (criticality.isBelow(shed.below) && shed.ramp.refuses()) {
                return true;
            }
        }
        return false;
    }

    /** How many are inside with the new one; zero if there were too many. */
    private int enter(int most) {
        int now = inside.get();
        while (now < most) {
            if (inside.compareAndSet(now, now + 1)) {
                return now + 1;
            }
            now = inside.get();
        }
        return 0;
    }

    private static Map<Criticality, LongAdder> adders() {
        Map<Criticality, LongAdder> adders = new EnumMap<>(Criticality.class);
        for (Criticality criticality : Criticality.values()) {
            adders.put(criticality, new LongAdder());
        }
        return Collections.unmodifiableMap(adders);
    }

    private static LongAdder count(Map<Criticality, LongAdder> adders, Criticality criticality) {
        return requireNonNull(adders.get(criticality), "criticality");
    }

    /** A request inside. All ends are idempotent: the first one counts. */
    public final class Admission {

        private static final int TOO_MANY_REQUESTS = 429;
        private static final int SERVER_ERROR = 500;

        private final long startNanos;
        private final int insideThen;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Admission(long startNanos, int insideThen) {
            this.startNanos = startNanos;
            this.insideThen = insideThen;
        }

        /**
         * It was answered over HTTP: {@link #abandoned} if with 429, a refusal further in, which is fast, or with 5xx, and else
         * {@link #served}.
         */
        public void answered(int status) {
            if (status == TOO_MANY_REQUESTS || status >= SERVER_ERROR) {
                abandoned();
            } else {
                served();
            }
        }

        /** It was answered as it should be: the time that it took is what the limit learns from. */
        public void served() {
            if (end()) {
                limit.served(startNanos, ticker.nanos() - startNanos, insideThen);
            }
        }

        /** It failed, which may be fast or slow for reasons that say nothing about load. */
        public void abandoned() {
            end();
        }

        private boolean end() {
            boolean first = ended.compareAndSet(false, true);
            if (first) {
                inside.decrementAndGet();
            }
            return first;
        }
    }
}
