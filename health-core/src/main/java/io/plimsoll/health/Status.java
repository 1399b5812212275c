package io.plimsoll.health;

/** How well something works, from best to worst. */
public enum Status {
    /** Works as it should. */
    UP,
    /** Works, but not as it should: slower, with less, or without something that is not essential. */
    DEGRADED,
    /** Does not work, or nobody knows whether it does. */
    DOWN;

    /** The worse of the two. */
    public Status worseOf(Status other) {
        return isWorseThan(other) ? this : other;
    }

    public boolean isWorseThan(Status other) {
        return compareTo(other) > 0;
    }
}
