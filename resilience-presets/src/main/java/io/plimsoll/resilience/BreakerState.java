package io.plimsoll.resilience;

/** What a guard's circuit breaker does at the moment. */
public enum BreakerState {
    /** Lets calls through. */
    CLOSED,
    /** Refuses all calls. */
    OPEN,
    /** Lets a few through to see how they end. */
    HALF_OPEN,
    /** There is none. */
    NONE
}
