package io.plimsoll.examples.drill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come, no longer than it may take. */
public final class Eventually {

    private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

    private Eventually() {}

    /** How long it took; an {@link AssertionError} if it did not come. */
    public static Duration within(Duration limit, String what, BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begun > limit.toNanos()) {
                throw new AssertionError("not within " + limit + ": " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Lets something go on for a while. */
    public static void letPass(Duration time) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
