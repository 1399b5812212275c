package io.plimsoll.resilience;

import io.plimsoll.resilience.hop.AttemptHeader;

/** An attempt whose deadline is over, since that is what others may account for. */
final class Attempted {

    private Attempted() {}

    static Attempt overdue() {
        return new Attempt(() -> 2, 0, 1, 1, 1, AttemptHeader.ONLY, null);
    }
}
