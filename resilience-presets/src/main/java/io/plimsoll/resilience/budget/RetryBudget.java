package io.plimsoll.resilience.budget;

import static java.util.Objects.requireNonNull;

import io.plimsoll.time.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps retries from becoming a storm: one for all callers of one dependency in this process.
 *
 * <p>A retry is given only if, with it, the last ten seconds hold at most {@code share * calls + floor * 10} retries. So a
 * dependency that fails every call gets {@code 1 + share + floor / rate} times its load, and not as many times as there are
 * attempts. The floor is for those who call rarely: a share of three calls is no retry at all. It is earned second by second,
 * with one retry to begin with, so that a process that has just started has not ten of them to spend.
 *
 * <p>Calls and retries are counted in slices of a second, of which the last ten are looked at; what is older is forgotten, so
 * a quiet hour saves up nothing for a bad minute. To record a call takes no lock; to ask for a retry takes a short one.
 */
public final class RetryBudget {

    private static final int SLICES = 10;
    private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();

    private final double share;
    private final double floor;
    private final Ticker ticker;
    private final long startNanos;
    private final AtomicReferenceArray<Slice> slices = new AtomicReferenceArray<>(SLICES);
    private final Lock withdrawals = new ReentrantLock();

    /** One second's numbers. */
    private static final class Slice {

        final long second;
        final LongAdder calls = new LongAdder();
        long retries; // guarded by withdrawals

        Slice(long second) {
            this.second = second;
        }
    }

    private RetryBudget(double share, double floor, Ticker ticker) {
        requireBounds(share, floor);
        this.share = share;
        this.floor = floor;
        this.ticker = requireNonNull(ticker, "ticker");
        this.startNanos = ticker.nanos();
        for (int i = 0; i < SLICES; i++) {
            slices.set(i, new Slice(i - SLICES));
        }
    }

    /**
     * A budget that no call has fed yet.
     *
     * @param share retries per call, 0.1 for a tenth
     * @param floor retries per second that need no calls
     */
    public static RetryBudget of(double share, double floor, Ticker ticker) {
        return new RetryBudget(share, floor, ticker);
    }

    /**
     * Refuses numbers that bound nothing.
     *
     * @throws IllegalArgumentException if share or floor is out of its range
     */
    public static void requireBounds(double share, double floor) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("the budget's share must be from 0 to 1, but is " + share
                    + "; with more than one retry for each call it would bound nothing");
        }
        if (!(floor >= 0 && floor <= 1_000)) {
            throw new IllegalArgumentException(
                    "the budget's floor must be from 0 to 1000 retries per second, but is " + floor);
        }
    }

    /** A call was made, for the first time: it earns its share of a retry. Retries are not recorded here. */
    public void recordCall() {
        recordCallAt(ticker.nanos());
    }

    /**
     * The same for whoever has read the time already, because that is what recording costs most.
     *
     * @param nanos of this budget's ticker
     */
    public void recordCallAt(long nanos) {
        slice((nanos - startNanos) / SLICE_NANOS).calls.increment();
    }

    /** Takes one retry out of the budget, or answers {@code false}: then there must be none. */
    public boolean tryRetry() {
        withdrawals.lock();
        try {
            long second;
            double balance;
            do { // not before the lock, and again if held up here: the seconds that were added up may be gone meanwhile
                long age = age();
                second = age / SLICE_NANOS;
                balance = balance(age);
            } while (age() / SLICE_NANOS != second);
            if (balance < 1) {
                return false;
            }
            slice(second).retries++;
            return true;
        } finally {
            withdrawals.unlock();
        }
    }

    /** How many retries there are at this moment, for display. */
    public double balance() {
        withdrawals.lock();
        try {
            return Math.max(0, balance(age()));
        } finally {
            withdrawals.unlock();
        }
    }

    /** Retries per call. */
    public double share() {
        return share;
    }

    /** Retries per second that need no calls. */
    public double floor() {
        return floor;
    }

    /**
     * What there was when this budget was of that age. Later calls are left out, though they may be recorded already if this
     * thread was held up: they pay for retries of their own time, and would be spent twice.
     */
    private double balance(long age) {
        long second = age / SLICE_NANOS;
        long calls = 0;
        long retries = 0;
        for (int i = 0; i < SLICES; i++) {
            Slice slice = slices.get(i);
            if (slice.second <= second && second - slice.second < SLICES) {
                calls += slice.calls.sum();
                retries += slice.retries;
            }
        }
        double seconds = Math.min(SLICES, Math.max(1, age / (double) SLICE_NANOS));
        return share * calls + floor * seconds - retries;
    }

    /** The slice of that second; of a later one if the caller was held up for so long that another has taken its place. */
    private Slice slice(long second) {
        int index = (int) (second % SLICES);
        Slice slice = slices.get(index);
        if (slice.second >= second) {
            return slice;
        }
        var fresh = new Slice(second);
        // Whoever loses this race counts in the slice of the winner, which is of the same second or later.
        return slices.compareAndSet(index, slice, fresh) ? fresh : slices.get(index);
    }

    private long age() {
        return ticker.nanos() - startNanos;
    }
}
