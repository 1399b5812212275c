package io.plimsoll.resilience;

import org.jspecify.annotations.Nullable;

/**
 * How a guard is at the moment, for display.
 *
 * @param breaker what its circuit breaker does
 * @param inFlight attempts on their way
 * @param limit how many of these there may be
 * @param overdue of those on their way, how many have outlived their deadline: their clients ignore it
 * @param retriesLeft what is in the retry budget
 * @param failing whether calls fail so often that a breaker that has seen enough of them opens, or that it is open
 * @param off whether calls are switched off
 * @param lastFailure {@code null} before the first one
 */
public record GuardState(
        BreakerState breaker,
        int inFlight,
        int limit,
        int overdue,
        double retriesLeft,
        boolean failing,
        boolean off,
        @Nullable LastFailure lastFailure) {}
