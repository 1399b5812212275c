package io.plimsoll.resilience;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dependency answered, but not with what was asked for: an HTTP status as an exception, so that a guard can tell what it
 * means. It has no stack trace, since in an outage there are many of them and all the same.
 */
public final class AnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;

    /**
     * An answer that is a failure.
     *
     * @param status of HTTP, or what corresponds to it
     * @param retryAfter how long the server wants to be left alone; {@code null} if it did not say
     */
    public AnswerException(int status, @Nullable Duration retryAfter) {
        super("answered " + status, null, true, false);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
