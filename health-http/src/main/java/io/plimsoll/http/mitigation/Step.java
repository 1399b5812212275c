package io.plimsoll.http.mitigation;

import io.plimsoll.panic.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What became of one thing that an alert asked for. Everything in it is a word of ours or of the configuration.
 *
 * @param alert the alert's place in the body, from 0
 * @param action as it is configured; {@code null} if it is not
 * @param button {@code null} if it is not about one
 * @param lease {@code null} if there is none
 */
record Step(
        int alert,
        Outcome outcome,
        @Nullable String action,
        @Nullable String button,
        @Nullable Lease lease) {

    /** What was done, and why something was not. */
    enum Outcome {
        /** A new lease holds the button. */
        PRESSED,
        /** The lease of this episode holds the button already. */
        HELD,
        /** The alert is resolved, and its lease has been released. */
        RELEASED,
        /** It is resolved, and no lease of it is live. */
        NOT_HELD,
        /** The platform does that, not the service. */
        PLATFORM,
        /** Another one of the alternatives was chosen. */
        ALTERNATIVE,
        /** Somebody released the lease of this episode before its time, and has the last word. */
        OPERATOR,
        /** It would have been done. */
        DRY_RUN,
        /** Alerts hold as many other buttons as they may. */
        LIMIT,
        /** The button has more leases than it can hold, or its board is closed. */
        FULL,
        /** The alert says nothing of what should be done. */
        NO_ACTION,
        /** Nothing here is known by that name. */
        UNKNOWN_ACTION,
        OTHER_SERVICE,
        OTHER_NAMESPACE;

        boolean isDone() {
            return this == PRESSED || this == HELD || this == RELEASED;
        }

        /** The alert should not have been sent here. */
        boolean isRefusal() {
            return this == NO_ACTION || this == UNKNOWN_ACTION || this == OTHER_SERVICE || this == OTHER_NAMESPACE;
        }

        /** The same request may do something later. */
        boolean isTooMuch() {
            return this == LIMIT || this == FULL;
        }
    }

    static Step of(int alert, Outcome outcome) {
        return new Step(alert, outcome, null, null, null);
    }
}
