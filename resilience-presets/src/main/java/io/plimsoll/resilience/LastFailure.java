package io.plimsoll.resilience;

import static java.util.Objects.requireNonNull;

import io.plimsoll.health.Code;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last attempt that failed through the dependency's fault.
 *
 * @param code why
 * @param operation what was being done, as the call named it by {@link Attempt#doing}; {@code null} if it did not
 * @param latency how long the attempt took, or had taken when it was given up
 * @param age how long ago that was
 * @param cause what was thrown, for the log and for those with access to details; {@code null} if it was cut or is overdue
 * @param traceId as the MDC had it on the thread on which the attempt ended; {@code null} if it had none, or nobody saw the end
 */
public record LastFailure(
        Code code,
        @Nullable String operation,
        Duration latency,
        Duration age,
        @Nullable Throwable cause,
        @Nullable String traceId) {

    public LastFailure {
        requireNonNull(code, "code");
        requireNonNull(latency, "latency");
        requireNonNull(age, "age");
    }

    /** The same in one line that anyone may read: {@code Timeout on GET /items/{sku}}. */
    public String words() {
        String what = switch (code) {
            case TIMEOUT -> "Timeout";
            case REFUSED -> "No connection";
            case DNS -> "Unknown host";
            case TLS -> "No encrypted connection";
            case AUTH -> "Not authorised";
            case RATE_LIMITED -> "Rate limited";
            default -> "Bad response";
        };
        return operation == null ? what : what + " on " + operation;
    }
}
