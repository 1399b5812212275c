package io.plimsoll.resilience;

import java.time.Duration;

/** Is told what a guard does, on the threads of its calls: what it does must be short and must not block. */
public interface GuardListener {

    /**
     * A call ended that had at least one attempt.
     *
     * @param latency with all its attempts and the waits between them
     */
    default void ended(String guard, boolean success, Duration latency) {}

    /** The circuit breaker changed. */
    default void changed(String guard, BreakerState before, BreakerState after) {}
}
