package io.plimsoll.resilience;

import io.plimsoll.health.Code;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What exceptions mean unless a preset says otherwise. */
final class UsualFailures {

    private UsualFailures() {}

    static Failure of(Throwable thrown) {
        if (thrown instanceof AnswerException answer) {
            return answered(answer);
        }
        if (thrown instanceof UncheckedIOException && thrown.getCause() instanceof IOException cause) {
            return of(cause);
        }
        if (isOurs(thrown)) {
            return Failure.ofCaller();
        }
        if (isTimeout(thrown)) {
            return Failure.passing(Code.TIMEOUT);
        }
        if (hasCause(thrown, UnknownHostException.class) || hasCause(thrown, UnresolvedAddressException.class)) {
            return Failure.passing(Code.DNS);
        }
        if (thrown instanceof SSLException) {
            return Failure.lasting(Code.TLS);
        }
        if (thrown instanceof IOException) {
            return Failure.passing(Code.REFUSED);
        }
        return Failure.passing(Code.BAD_RESPONSE);
    }

    /** What was thrown inside of the wrappers that futures put around it. */
    static Throwable unwrap(Throwable thrown) {
        Throwable inner = thrown;
        while (inner instanceof CompletionException || inner instanceof ExecutionException) {
            Throwable cause = inner.getCause();
            if (cause == null) {
                return inner;
            }
            inner = cause;
        }
        return inner;
    }

    private static Failure answered(AnswerException answer) {
        Failure meaning = switch (answer.status()) {
            case 429 -> Failure.passing(Code.RATE_LIMITED);
            case 502, 503 -> Failure.passing(Code.BAD_RESPONSE);
            case 408, 504 -> Failure.passing(Code.TIMEOUT);
            case 401, 407 -> Failure.lasting(Code.AUTH);
            default -> answer.status() >= 500 ? Failure.lasting(Code.BAD_RESPONSE) : Failure.ofRequest();
        };
        return meaning.after(answer.retryAfter().orElse(null));
    }

    private static boolean isOurs(Throwable thrown) {
        return thrown instanceof CallRefusedException
                || thrown instanceof Error
                || thrown instanceof InterruptedException
                || thrown.getClass() == InterruptedIOException.class // those derived from it are timeouts
                || thrown instanceof CancellationException
                || thrown instanceof NullPointerException
                || thrown instanceof IllegalArgumentException
                || thrown instanceof ClassCastException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof UnsupportedOperationException;
    }

    /** Clients have their own exceptions for this, and all of them call it by its name. */
    private static boolean isTimeout(Throwable thrown) {
        return thrown instanceof TimeoutException
                || thrown instanceof SocketTimeoutException
                || thrown instanceof HttpTimeoutException
                || thrown.getClass().getSimpleName().contains("Timeout");
    }

    private static boolean hasCause(@Nullable Throwable thrown, Class<? extends Throwable> type) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 5; depth++) {
            if (type.isInstance(at)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}
