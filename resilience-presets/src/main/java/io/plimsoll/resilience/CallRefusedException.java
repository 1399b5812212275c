package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A guard made no call, or stopped waiting for one.
 *
 * <p>It has no stack trace, since refusing must stay cheap when there is much to refuse. No guard retries it, and no breaker
 * counts it as a failure: a refusal says nothing about the dependency behind the next guard.
 */
public final class CallRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String guard;
    private final Stage stage;
    private final Duration retryAfter;

    CallRefusedException(String guard, Stage stage, Duration retryAfter, @Nullable Throwable lastFailure) {
        super(guard + ": " + stage.words(), lastFailure, false, false);
        this.guard = requireNonNull(guard, "guard");
        this.stage = requireNonNull(stage, "stage");
        this.retryAfter = requireNonNull(retryAfter, "retryAfter");
    }

    /** The refusal that a failure is, or that it wraps once, as frameworks and futures do; {@code null} if it is none. */
    public static @Nullable CallRefusedException in(@Nullable Throwable failure) {
        if (failure instanceof CallRefusedException refused) {
            return refused;
        }
        return failure != null && failure.getCause() instanceof CallRefusedException refused ? refused : null;
    }

    /** The name of the guard. */
    public String guard() {
        return guard;
    }

    /** What refused. */
    public Stage stage() {
        return stage;
    }

    /** Sooner than that, asking again is hardly of use. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
