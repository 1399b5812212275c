package io.plimsoll.health.probe;

/** How hard a pool is pressed, judged over time rather than at one look. */
public enum PoolPressure {
    /** Whoever asks is served, at once or soon. */
    NONE,
    /** 95 % or more have been in use at every look for 5 s. */
    SATURATED,
    /** For 1 s at least, callers have waited and nothing was free at any look, and the queue does not move on. */
    EXHAUSTED
}
