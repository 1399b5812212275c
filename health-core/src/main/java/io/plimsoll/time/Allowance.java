package io.plimsoll.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How often something may happen: a number of times at once, and then once for each period that has passed.
 *
 * <p>Safe from any thread; taking never waits.
 */
public final class Allowance {

    private final Ticker ticker;
    private final int most;
    private final long periodNanos;
    private long left; // guarded by this
    private long sinceNanos; // guarded by this

    private Allowance(Ticker ticker, int most, Duration period) {
        this.ticker = ticker;
        this.most = most;
        this.periodNanos = period.toNanos();
        this.left = most;
        this.sinceNanos = ticker.nanos();
    }

    /**
     * Begins with all of it.
     *
     * @param most how often it may happen at once, after a long rest; at least 1
     * @param period after which it may happen once more; longer than zero
     */
    public static Allowance of(Ticker ticker, int most, Duration period) {
        if (most < 1 || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("an allowance must be at least 1 and come back after longer than zero: "
                    + most + ", " + period + "; nothing would ever happen");
        }
        return new Allowance(requireNonNull(ticker, "ticker"), most, period);
    }

    /** Whether it may happen now; if so, it counts as having happened. */
    public synchronized boolean take() {
        long periods = (ticker.nanos() - sinceNanos) / periodNanos;
        if (periods > 0) {
            left = Math.min(most, left + periods);
            sinceNanos += periods * periodNanos;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
