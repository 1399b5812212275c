package io.plimsoll.resilience.caffeine;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.plimsoll.resilience.Fallback;
import io.plimsoll.resilience.Served;
import io.plimsoll.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last good answers, each with its age, to be served while there are none: {@code stale-if-error} of RFC 5861.
 *
 * <p>Bounded twice, by number and by age, so that it can neither fill the heap nor serve last week's prices. A key must hold
 * everything that the answer depends on, the tenant and the user's rights included. What changes data forgets what it
 * changed, after its commit.
 *
 * @param <K> with equals and hashCode
 * @param <V> should be immutable: everyone gets the same one
 */
public final class StaleCache<K, V> {

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long MOST = 10_000_000;

    private final Cache<K, Remembered<V>> cache;
    private final Ticker ticker;
    private final Duration longest;

    private record Remembered<V>(V value, long atNanos) {}

    private StaleCache(long maximumSize, Duration longest, Ticker ticker) {
        if (maximumSize < 1 || maximumSize > MOST) {
            throw new IllegalArgumentException(
                    "a stale cache must hold from 1 to " + MOST + " answers, but would hold " + maximumSize);
        }
        this.longest = requireAge("longest age", longest);
        this.ticker = requireNonNull(ticker, "ticker");
        this.cache = Caffeine.newBuilder()
                .maximumSize(maximumSize)
                .expireAfterWrite(longest)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** By the system's clock. */
    public static <K, V> StaleCache<K, V> of(long maximumSize, Duration longest) {
        return of(maximumSize, longest, Ticker.system());
    }

    /**
     * By a clock of your own.
     *
     * @param maximumSize answers; beyond that those least likely to be wanted are forgotten
     * @param longest how old an answer may become, up to a day; what is older is forgotten
     */
    public static <K, V> StaleCache<K, V> of(long maximumSize, Duration longest, Ticker ticker) {
        return new StaleCache<>(maximumSize, longest, ticker);
    }

    /**
     * Serves what the cache remembers for that key, and remembers what is fresh.
     *
     * @param maximumAge how old it may be here, at most as old as the cache lets anything become
     */
    public static <K, V> Fallback<V> staleFrom(StaleCache<K, V> cache, K key, Duration maximumAge) {
        requireNonNull(key, "key");
        requireAge("maximum age", maximumAge);
        if (maximumAge.compareTo(cache.longest) > 0) {
            throw new IllegalArgumentException(
                    "stale answers up to " + maximumAge + " old from a cache that forgets them" + " after "
                            + cache.longest + "; they would never be served");
        }
        return new Fallback<>() {
            @Override
            public @Nullable Served<V> instead(String reason) {
                return cache.stale(key, maximumAge, reason);
            }

            @Override
            public void fresh(V value) {
                cache.cache.put(key, new Remembered<>(value, cache.ticker.nanos()));
            }
        };
    }

    /** What is remembered for the key is no longer true. */
    public void forget(K key) {
        cache.invalidate(key);
    }

    /** How many answers it holds, about. */
    public long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    private @Nullable Served<V> stale(K key, Duration maximumAge, String reason) {
        Remembered<V> remembered = cache.getIfPresent(key);
        if (remembered == null) {
            return null;
        }
        Duration age = Duration.ofNanos(ticker.nanos() - remembered.atNanos);
        return age.compareTo(maximumAge) > 0 ? null : new Served.Stale<>(remembered.value, age, reason);
    }

    private static Duration requireAge(String name, Duration age) {
        if (age.isNegative() || age.isZero() || age.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the " + name + " must be more than 0 and at most 1 day, but is " + age);
        }
        return age;
    }
}
