package io.plimsoll.resilience.logstorm;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Scheduler.Scheduled;
import io.plimsoll.time.Ticker;
import io.plimsoll.time.Timing;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decides of each event of a log whether it is written, by what is known before anything is formatted.
 *
 * <p><b>Rule.</b> An event takes a token of one bucket for all loggers (100 per second, 100 at once). If there is none, it
 * passes all the same if no event of its kind (logger, format, type of exception) has passed for a minute and the reserve has a token (20 per second);
 * otherwise it is dropped. So whatever else goes wrong during a storm is heard of, once a minute for each of 256 kinds. A
 * message that is put together by hand ({@code "order " + id + " failed"}) is a new kind each time, and uses up the reserve:
 * then what is new may have to wait for its turn. So it has to once 256 kinds were written within a minute, until the first of them is a
 * minute old; a stack is then written whole unless it is that which was written last of all that are not remembered.
 *
 * <p><b>Stacks.</b> A stack is most of an event's bytes. The first event of a kind in a second has it whole; for those that
 * follow within that second type, message and a hash are given instead, and whether that stack is the one that was written.
 *
 * <p><b>Summaries.</b> What was dropped is told through the logger that lost it: once nothing was dropped for a second, every 10
 * s while it goes on, and at the end, on {@link #close}. The sum of all summaries is what was dropped, no more and no less; but for
 * what other threads are in the middle of offering at the moment of the close.
 *
 * <p><b>Cost.</b> A drop reads a clock, the bucket and a table, and adds to a counter; it takes no lock and allocates nothing.
 * Only the first drop of a storm starts a timer, and the first of a logger makes its counter. Safe from any thread; never blocks
 * and throws nothing.
 */
public final class LogStorm implements AutoCloseable {

    static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_SOURCES = 1_024;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String NOTHING_THROWN = "";

    private final LogStormSettings settings;
    private final Timing timing;
    private final Ticker ticker;
    private final Summaries summaries;
    private final TokenBucket bucket;
    private final @Nullable TokenBucket reserve;
    private final KindTable kinds;
    private final Kind others;
    private @Nullable Kind latest; // that was dropped; any thread's, for a storm is mostly of one kind

    private final Map<String, Source> sources = new ConcurrentHashMap<>();
    private final Source manySources = new Source(LogStorm.class.getPackageName());
    private final LongAdder emitted = new LongAdder();
    private final LongAdder withoutStack = new LongAdder();

    private final AtomicBoolean watching = new AtomicBoolean();
    private final ReentrantLock telling = new ReentrantLock();
    private long seenDropped; // of one look at a time
    private long toldNanos; // likewise
    private int quietLooks; // likewise: how many in a row
    private volatile boolean closed;
    private volatile @Nullable Scheduled nextLook;

    private LogStorm(LogStormSettings settings, Timing timing, Summaries summaries) {
        this.settings = requireNonNull(settings, "settings");
        this.timing = requireNonNull(timing, "timing");
        this.summaries = requireNonNull(summaries, "summaries");
        this.ticker = timing.ticker();
        long now = ticker.nanos();
        this.bucket = new TokenBucket(settings.eventsPerSecond(), settings.burst(), now);
        int newKinds = settings.newKindsPerSecond();
        this.reserve = newKinds == 0 ? null : new TokenBucket(newKinds, newKinds, now);
        this.kinds = new KindTable(settings.maximumKinds(), FORGOTTEN, now);
        this.others = new Kind(0, "", manySources, "", NOTHING_THROWN, now);
    }

    /**
     * Begins with a full bucket.
     *
     * @param timing clock and threads; none is used before something is dropped
     * @param summaries writes what was dropped
     */
    public static LogStorm of(LogStormSettings settings, Timing timing, Summaries summaries) {
        return new LogStorm(settings, timing, summaries);
    }

    /**
     * Decides of one event, and counts it.
     *
     * @param logger its logger's name
     * @param format its message before arguments are filled in; {@code null} counts as empty
     * @param thrown its exception, if it has one
     */
    public Passage offer(String logger, @Nullable String format, @Nullable Throwable thrown) {
        long now = ticker.nanos();
        boolean token = bucket.tryTake(now);
        String text = format == null ? "" : format;
        String type = thrown == null ? NOTHING_THROWN : thrown.getClass().getName();
        Kind kind = latest;
        if (kind == null || !kind.isVery(logger, text, type)) {
            kind = kinds.find(Kind.hash(logger, text, type), logger, text, type);
        }
        if (!token && !isHeardOf(kind, now)) {
            drop(kind == null ? source(logger) : kind.source);
            if (latest != kind) {
                latest = kind;
            }
            return Passage.DROPPED;
        }
        emitted.increment();
        Kind known = kind == null ? remember(logger, text, type, now) : kind;
        if (known != others) {
            advance(known, now);
        }
        return thrown == null ? Passage.WHOLE : withStackOrHash(known, thrown, now);
    }

    /** What has become of all events so far. */
    public LogStormCounts counts() {
        return new LogStormCounts(emitted.sum(), dropped(), withoutStack.sum());
    }

    /** How it was set. */
    public LogStormSettings settings() {
        return settings;
    }

    /** Tells what was dropped and is not told yet, on this thread; waits for a second at most if another one does. */
    public void flush() {
        try {
            if (!telling.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            if (!telling.tryLock()) {
                return;
            }
        }
        try {
            sources.values().forEach(this::tell);
            tell(manySources);
        } finally {
            telling.unlock();
        }
    }

    /** Tells the rest and stops to watch; what is offered later is decided and counted as before, and not told. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Scheduled next = nextLook;
        if (next != null) {
            next.cancel();
        }
        flush();
    }

    /** Whether this event passes without a token, since it is the first of its kind for a minute and the reserve has one. */
    private boolean isHeardOf(@Nullable Kind kind, long now) {
        if (reserve == null) {
            return false;
        }
        if (kind == null) {
            return kinds.hasRoom(now) && reserve.tryTake(now);
        }
        long passed = kind.passedNanos.get();
        return now - passed >= FORGOTTEN && reserve.tryTake(now) && kind.passedNanos.compareAndSet(passed, now);
    }

    private Kind remember(String logger, String format, String type, long now) {
        var fresh = new Kind(Kind.hash(logger, format, type), logger, source(logger), format, type, now);
        Kind known = kinds.add(fresh, logger, format, type);
        return known == null ? others : known;
    }

    private static void advance(Kind kind, long now) {
        long passed = kind.passedNanos.get();
        if (now - passed > 0) {
            kind.passedNanos.compareAndSet(passed, now);
        }
    }

    private Passage withStackOrHash(Kind kind, Throwable thrown, long now) {
        int hash = StackHash.of(thrown);
        Kind.Stack written = kind.stack.get();
        if (isWhole(kind, written, hash, now) && kind.stack.compareAndSet(written, new Kind.Stack(now, hash))) {
            return Passage.WHOLE;
        }
        withoutStack.increment();
        return Passage.withoutStack(StackHash.line(thrown) + "; stack " + StackHash.text(hash)
                + (isWritten(kind, hash) ? ", see above" : ""));
    }

    /** What is not remembered has nothing in common but that: there another stack may be of another kind. */
    private boolean isWhole(Kind kind, Kind.@Nullable Stack written, int hash, long now) {
        return written == null || now - written.nanos() >= SECOND || (kind == others && written.hash() != hash);
    }

    private static boolean isWritten(Kind kind, int hash) {
        Kind.Stack written = kind.stack.get();
        return written != null && written.hash() == hash;
    }

    private void drop(Source source) {
        source.dropped.increment();
        if (!watching.get() && watching.compareAndSet(false, true)) {
            watch();
        }
    }

    private void watch() {
        boolean begun = false;
        try {
            seenDropped = dropped();
            toldNanos = ticker.nanos();
            quietLooks = 0;
            lookLater(settings.quietAfter());
            begun = true;
        } catch (RuntimeException | OutOfMemoryError noThread) {
            // Whoever logs must not hear of it; the next drop tries again.
        } finally {
            if (!begun) {
                watching.set(false);
            }
        }
    }

    private Source source(String logger) {
        Source known = sources.get(logger);
        if (known != null) {
            return known;
        }
        return sources.size() < MOST_SOURCES ? sources.computeIfAbsent(logger, Source::new) : manySources;
    }

    private long dropped() {
        return sum(source -> source.dropped.sum());
    }

    private long untold() {
        return sum(Source::untold);
    }

    private long sum(ToLongFunction<Source> count) {
        long sum = count.applyAsLong(manySources);
        for (Source source : sources.values()) {
            sum += count.applyAsLong(source);
        }
        return sum;
    }

    private void lookLater(Duration wait) {
        if (!closed) {
            nextLook = timing.scheduler().schedule(wait, this::look);
        }
    }

    /** On the scheduler's thread, from the first drop of a storm until it is over and told of. */
    private void look() {
        long dropped = dropped();
        boolean quiet = dropped == seenDropped;
        long now = ticker.nanos();
        boolean due = now - toldNanos >= settings.summaryEvery().toNanos();
        seenDropped = dropped;
        if (quiet || due) {
            toldNanos = now;
        }
        quietLooks = quiet ? quietLooks + 1 : 0;
        if (quiet && untold() == 0) {
            stopWatching();
            return;
        }
        // What could not be written at once may be so later; that is not asked every second.
        lookLater(quietLooks > 1 ? settings.summaryEvery() : settings.quietAfter());
        if (quiet || due) {
            tellAside();
        }
    }

    /** From here on the next drop begins to watch anew; one that has come meanwhile did not, so this goes on for it. */
    private void stopWatching() {
        watching.set(false);
        if (untold() > 0 && watching.compareAndSet(false, true)) {
            lookLater(settings.quietAfter());
        }
    }

    private void tellAside() {
        try {
            timing.executor().execute(this::flush);
        } catch (RejectedExecutionException closing) {
            // Who closes the threads closes this as well, and tells the rest.
        }
    }

    private void tell(Source source) {
        long untold = source.untold();
        if (untold > 0 && isTold(source.logger, untold)) {
            source.told.add(untold);
        }
    }

    private boolean isTold(String logger, long dropped) {
        try {
            return summaries.write(
                    logger, "{\"dropped_logs\": " + dropped + ", \"reason\": \"Rate-limit threshold breached\"}");
        } catch (RuntimeException broken) {
            return false;
        }
    }
}
