package io.plimsoll.resilience.shed.adaptive;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import io.plimsoll.resilience.shed.ConcurrencyLimit;
import java.util.concurrent.TimeUnit;

/**
 * Finds by itself how many requests may be worked on at once: it grows while requests take as long as usual, and shrinks once
 * they take longer, since then they wait for each other.
 *
 * <p>Gradient2 of <a href="https://github.com/Netflix/concurrency-limits">concurrency-limits</a>, with its own numbers (1.5
 * times the usual latency is tolerated, 4 requests may queue), fed with the averages of up to a second each. It has two
 * properties to be known: it learns from those that were served while there was work to do, so a service that is hardly used
 * keeps the limit with which it began; and what is slow for ten minutes becomes usual.
 *
 * <p>That library's smallest limit is 20, with which a service whose pool has ten connections would never shed. Ours is what
 * keeps all processors busy. Safe for concurrent use.
 */
public final class AdaptiveLimit implements ConcurrencyLimit {

    private static final int MOST = 100_000;

    private final int least;
    private final int most;
    private final Limit limit;

    private AdaptiveLimit(int least, int initial, int most) {
        this.least = least;
        this.most = most;
        limit = WindowedLimit.newBuilder()
                .minWindowTime(200, TimeUnit.MILLISECONDS)
                .maxWindowTime(1, TimeUnit.SECONDS)
                .minRttThreshold(0, TimeUnit.NANOSECONDS)
                .build(Gradient2Limit.newBuilder()
                        .minLimit(least)
                        .initialLimit(initial)
                        .maxConcurrency(most)
                        .build());
    }

    /** From twice the processors, 4 at least, to 1,000; begins with ten times the least. */
    public static AdaptiveLimit ofDefaults() {
        int least = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        return between(least, Math.min(1_000, 10 * least), 1_000);
    }

    /**
     * From here to there.
     *
     * @param least what is let in however slow it is: less than the service needs to use what it has is a service that is never
     *     used
     * @param initial where it begins, until it has learned
     * @param most what is never passed, 100,000 at most: what memory or descriptors allow
     */
    public static AdaptiveLimit between(int least, int initial, int most) {
        if (least < 1 || initial < least || most < initial || most > MOST) {
            throw new IllegalArgumentException(
                    "an adaptive limit must go from 1 or more over where it begins to at most " + MOST
                            + ", but this one from " + least + " over " + initial + " to " + most);
        }
        return new AdaptiveLimit(least, initial, most);
    }

    @Override
    public int current() {
        return limit.getLimit();
    }

    @Override
    public void served(long startNanos, long nanos, int inside) {
        limit.onSample(startNanos, nanos, inside, false);
    }

    @Override
    public String toString() {
        return "adaptive, from " + least + " to " + most + ", now " + current();
    }
}
