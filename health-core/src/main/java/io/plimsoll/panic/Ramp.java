package io.plimsoll.panic;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls back in step by step after a lease has ended by itself: 1 % of them for ten seconds, then 10 %, then 50 %, then all.
 *
 * <p>A lease often ends while nobody looks, and maybe in the middle of what it was pressed for. To let everything through at
 * once would then be an outage of its own. While what is behind the calls is still sick, the share stays at 1 %, and falls
 * back to it; ten seconds are what a guard's breaker looks back, so it has seen each step before the next one. When somebody
 * <em>releases</em> a lease, there is no ramp: they look.
 *
 * <p>Safe for concurrent use. While the button was never pressed, or the ramp is over, it is one volatile read.
 */
public final class Ramp {

    private static final double[] SHARES = {0.01, 0.1, 0.5};
    private static final long STEP_NANOS = 10_000_000_000L;
    private static final Progress NONE = new Progress(null, 0, true);

    private final PanicButton button;
    private final BooleanSupplier sick;
    private final DoubleSupplier random;
    private final AtomicReference<Progress> progress = new AtomicReference<>(NONE);

    /**
     * @param of what it is the ramp after
     * @param sinceNanos when the first step began, or the last time that it was found to be sick
     */
    private record Progress(PanicButton.@Nullable Expiry of, long sinceNanos, boolean over) {}

    private Ramp(PanicButton button, BooleanSupplier sick, DoubleSupplier random) {
        this.button = requireNonNull(button, "button");
        this.sick = requireNonNull(sick, "sick");
        this.random = requireNonNull(random, "random");
    }

    /** A ramp that goes on whatever happens. */
    public static Ramp of(PanicButton button) {
        return of(button, () -> false);
    }

    /**
     * A ramp that begins again while something is sick.
     *
     * @param sick whether the ramp must begin again; asked at every call while there is a ramp
     */
    public static Ramp of(PanicButton button, BooleanSupplier sick) {
        return of(button, sick, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * A ramp that begins again while something is sick, with random numbers of one's own.
     *
     * @param random draws from 0, inclusive, to 1, exclusive; by many threads
     */
    public static Ramp of(PanicButton button, BooleanSupplier sick, DoubleSupplier random) {
        return new Ramp(button, sick, random);
    }

    /** Whether this one call must not be made: the button is pressed, or the call is not of the share that is let in. */
    public boolean refuses() {
        PanicButton.State state = button.state();
        return state.pressed() || (state.expiry() != null && holdsBack(state.expiry()));
    }

    @SuppressWarnings("ReferenceEquality") // each expiry is a ramp of its own
    private boolean holdsBack(PanicButton.Expiry expiry) {
        long now = button.nanos();
        Progress known = requireNonNull(progress.get());
        if (known.of != expiry) {
            var first = new Progress(expiry, expiry.nanos(), false);
            known = progress.compareAndSet(known, first) ? first : requireNonNull(progress.get());
        }
        if (known.over) {
            return false;
        }
        if (sick.getAsBoolean()) {
            progress.compareAndSet(known, new Progress(expiry, now, false));
            return random.getAsDouble() >= SHARES[0];
        }
        long step = (now - known.sinceNanos) / STEP_NANOS;
        if (step >= SHARES.length) {
            progress.compareAndSet(known, new Progress(expiry, now, true));
            return false;
        }
        return random.getAsDouble() >= SHARES[(int) Math.max(0, step)];
    }
}
