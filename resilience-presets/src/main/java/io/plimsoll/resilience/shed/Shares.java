package io.plimsoll.resilience.shed;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * How much of a limit each criticality may use at this moment: its own share, and less while something more critical is refused,
 * because then what is less critical holds the places that it needs.
 *
 * <p>A refusal takes 3 % of the limit from all that is less critical, a request that is let in gives a three-hundredth of that
 * back. So in a lasting overload there is one refusal of the more critical for three hundred requests that are let in, until nothing
 * is left to take, at any rate of requests. Once nothing was taken for a minute, all of it is given back, since three
 * hundred requests may take long to come. The numbers are ours. Safe for concurrent use.
 */
public final class Shares {

    private static final int WHOLE = 10_000;
    private static final int TAKEN = 300;
    private static final int GIVEN_BACK = 1;
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(1);

    private final Map<Criticality, Share> shares = new EnumMap<>(Criticality.class);
    private final Share[] all; // as an array, since every request that is let in goes through it
    private volatile long takenNanos;
    private volatile boolean whole = true;

    private static final class Share {

        final Criticality criticality;
        final int own;
        final AtomicInteger now;

        Share(Criticality criticality, int own) {
            this.criticality = criticality;
            this.own = own;
            now = new AtomicInteger(own);
        }
    }

    private Shares(ToIntFunction<Criticality> own) {
        for (Criticality each : Criticality.values()) {
            shares.put(each, new Share(each, own.applyAsInt(each)));
        }
        all = shares.values().toArray(Share[]::new);
    }

    /** Each its own, so that the more critical find room before one of them has been refused. */
    public static Shares kept() {
        return new Shares(criticality -> (int) (WHOLE * criticality.share()));
    }

    /** All of it for each, until something more critical is refused. */
    public static Shares onDemand() {
        return new Shares(criticality -> WHOLE);
    }

    /** Whether nobody has to make room at the moment. */
    public boolean areWhole() {
        return whole;
    }

    /** How many may be inside before one of these is refused; at least one, so that an idle service refuses nobody. */
    public int most(Criticality criticality, int limit) {
        int share = requireNonNull(shares.get(criticality), "criticality").now.get();
        return Math.max(1, (int) ((long) limit * share / WHOLE));
    }

    /**
     * Something was let in.
     *
     * @param nanos the time, by any clock that does not go back
     */
    public void letIn(long nanos) {
        if (whole) {
            return;
        }
        int back = nanos - takenNanos >= FORGOTTEN ? WHOLE : GIVEN_BACK;
        for (Share share : all) {
            if (share.now.get() < share.own) {
                share.now.updateAndGet(before -> Math.min(share.own, before + back));
            }
        }
        if (isAllBack()) {
            whole = true;
            // Who takes says so after it has taken: either this sees it, or that is said last.
            if (!isAllBack()) {
                whole = false;
            }
        }
    }

    /**
     * One of these found no room, so what is less critical makes some.
     *
     * @param nanos the time, by the same clock
     */
    public void refused(Criticality criticality, long nanos) {
        takenNanos = nanos;
        for (Share share : all) {
            if (share.criticality.isBelow(criticality)) {
                share.now.updateAndGet(before -> Math.max(0, before - TAKEN));
            }
        }
        whole = false;
    }

    private boolean isAllBack() {
        for (Share share : all) {
            if (share.now.get() < share.own) {
                return false;
            }
        }
        return true;
    }
}
