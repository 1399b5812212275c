package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an exception means: whose fault it is, and whether to try again.
 *
 * @param fault whom the breaker blames
 * @param retry whether another attempt may end better
 * @param code the same in one stable word; {@code null} exactly if the dependency is not to blame
 * @param retryAfter how long the dependency wants to be left alone; {@code null} if it did not say
 */
public record Failure(
        Fault fault,
        boolean retry,
        @Nullable Code code,
        @Nullable Duration retryAfter) {

    private static final Failure OF_REQUEST = new Failure(Fault.REQUEST, false, null, null);
    private static final Failure OF_CALLER = new Failure(Fault.CALLER, false, null, null);

    /** Who caused it. */
    public enum Fault {
        /** It is sick, and the breaker counts that. */
        DEPENDENCY,
        /** It works and rightly refuses, as with 404: for the breaker that is a success. */
        REQUEST,
        /** A bug, a cancellation or a refusal on our side, which says nothing about the dependency: not counted. */
        CALLER
    }

    public Failure {
        requireNonNull(fault, "fault");
        if ((fault == Fault.DEPENDENCY) != (code != null)) {
            throw new IllegalArgumentException(
                    "a code belongs to a failure of the dependency: fault " + fault + ", code " + code);
        }
        if (retry && fault != Fault.DEPENDENCY) {
            throw new IllegalArgumentException("only a failure of the dependency is retried, but the fault is of the "
                    + fault + "; another attempt would fail alike");
        }
    }

    /** The dependency failed, and may not the next time. */
    public static Failure passing(Code code) {
        return new Failure(Fault.DEPENDENCY, true, code, null);
    }

    /** The dependency failed, and will so the next time. */
    public static Failure lasting(Code code) {
        return new Failure(Fault.DEPENDENCY, false, code, null);
    }

    /** The dependency works and rightly refuses. */
    public static Failure ofRequest() {
        return OF_REQUEST;
    }

    /** Says nothing about the dependency. */
    public static Failure ofCaller() {
        return OF_CALLER;
    }

    /** The same, with what the dependency said about coming back. */
    public Failure after(@Nullable Duration wanted) {
        return new Failure(fault, retry, code, wanted);
    }
}
