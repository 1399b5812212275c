package io.plimsoll.time;

/**
 * Measures how much time passed: monotonic, in nanoseconds, with an arbitrary origin.
 *
 * <p>Two readings are compared by subtraction only ({@code later - earlier}), since a reading may be negative and may
 * overflow. A reading is never shown to anyone; for that there is {@link Timing#clock()}.
 */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary origin; safe from any thread. */
    long nanos();

    /** The system's, for what needs no more of the time than to measure it. */
    static Ticker system() {
        return System::nanoTime;
    }
}
