package io.plimsoll.resilience.backoff;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Spreads retries so that those who failed together do not come back together.
 *
 * <p>Full jitter: the wait before retry n, counted from 0, is drawn evenly from 0 to {@code min(cap, base * 2^n)}. The bound
 * is capped <em>before</em> it is drawn from. To draw first and cap afterwards looks the same for the first retries; late in
 * an outage, when almost every draw is beyond the cap, all clients then wait exactly the cap and return in one wave.
 *
 * <p>Immutable and safe for concurrent use if its random source is.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff And Jitter</a>
 */
public final class Backoff {

    private static final Duration LONGEST = Duration.ofDays(1);

    private final long baseNanos;
    private final long capNanos;
    private final DoubleSupplier random;

    private Backoff(Duration base, Duration cap, DoubleSupplier random) {
        this.baseNanos = requireWithinADay("base", base).toNanos();
        this.capNanos = requireWithinADay("cap", cap).toNanos();
        this.random = requireNonNull(random, "random");
        if (baseNanos > capNanos) {
            throw new IllegalArgumentException("the backoff's base " + base + " is longer than its cap " + cap
                    + "; it could never grow, so one of the two is not what was meant");
        }
    }

    /**
     * Full jitter with the random numbers of the calling thread.
     *
     * @param base the longest wait before the first retry
     * @param cap the longest wait before any
     */
    public static Backoff fullJitter(Duration base, Duration cap) {
        return fullJitter(base, cap, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Full jitter with random numbers of your own.
     *
     * @param random from 0, inclusive, to 1, exclusive; called by every thread that retries
     */
    public static Backoff fullJitter(Duration base, Duration cap, DoubleSupplier random) {
        return new Backoff(base, cap, random);
    }

    /**
     * Draws how long to wait.
     *
     * @param retry 0 before the first retry, 1 before the second
     */
    public Duration delay(int retry) {
        return Duration.ofNanos((long) (random.getAsDouble() * boundNanos(retry)));
    }

    /** The bound that {@link #delay} draws below. */
    public Duration bound(int retry) {
        return Duration.ofNanos(boundNanos(retry));
    }

    public Duration base() {
        return Duration.ofNanos(baseNanos);
    }

    public Duration cap() {
        return Duration.ofNanos(capNanos);
    }

    private long boundNanos(int retry) {
        if (retry < 0) {
            throw new IllegalArgumentException("retries are counted from 0, but this is retry " + retry);
        }
        return retry > 62 || baseNanos > capNanos >> retry ? capNanos : baseNanos << retry;
    }

    private static Duration requireWithinADay(String name, Duration duration) {
        requireNonNull(duration, name);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the backoff's " + name + " must be more than 0 and at most 1 day, but is " + duration);
        }
        return duration;
    }
}
