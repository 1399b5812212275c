package io.plimsoll.resilience.http;

import static java.util.Objects.requireNonNull;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Attempt;
import io.plimsoll.resilience.backoff.RetryAfter;
import io.plimsoll.resilience.hop.AttemptHeader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One attempt by the JDK's HTTP client: it says which attempt it is, ends with the time that is left, its body included, and
 * turns 429 and 5xx into {@link AnswerException}. Other answers are returned as they are.
 *
 * <pre>{@code
 * HttpResponse<String> answer = inventory.call(attempt -> GuardedRequest.of(request).send(client, BodyHandlers.ofString(), attempt));
 * }</pre>
 *
 * <p>A method that is not idempotent needs an {@code Idempotency-Key} where its guard may make more than one attempt: without
 * it the request is refused at the first one, and not when it is sent twice.
 *
 * <p>What no guard sees: the JDK's client sends an idempotent request once more by itself when a connection that has answered
 * before ends without an answer to this one. That is at most one request more for each connection that was kept, so no storm;
 * who wants none starts the JVM with {@code -Djdk.httpclient.redirects.retrylimit=1}, which also ends redirects.
 */
public final class GuardedRequest {

    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final HttpRequest request;

    private GuardedRequest(HttpRequest request) {
        this.request = requireNonNull(request, "request");
    }

    /**
     * The request as it is, except for its header {@link AttemptHeader#NAME} and its limit of time: that of the request, if it
     * has one, is the limit of each attempt, and never longer than what is left.
     */
    public static GuardedRequest of(HttpRequest request) {
        return new GuardedRequest(request);
    }

    /**
     * Sends it on this thread and waits for the whole answer.
     *
     * @throws AnswerException if the answer is 429 or 5xx
     * @throws HttpTimeoutException if the answer was not complete in time
     * @throws InterruptedIOException if this thread was interrupted, and it still is
     * @throws IllegalArgumentException if the request must not be sent twice and might be
     */
    public <T> HttpResponse<T> send(HttpClient client, BodyHandler<T> body, Attempt attempt) throws IOException {
        Duration limit = limit(attempt);
        CompletableFuture<HttpResponse<T>> answer =
                client.sendAsync(forAttempt(attempt, limit).timeout(limit).build(), body);
        try {
            return judged(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new HttpTimeoutException("no complete answer within " + limit);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } catch (ExecutionException failed) {
            throw asThrownBySend(failed);
        }
    }

    /** Sends it without waiting. The guard cuts it at the deadline, so it gets no limit besides that and its own. */
    public <T> CompletionStage<HttpResponse<T>> sendAsync(HttpClient client, BodyHandler<T> body, Attempt attempt) {
        CompletableFuture<HttpResponse<T>> answer;
        try {
            answer = client.sendAsync(forAttempt(attempt, limit(attempt)).build(), body);
        } catch (IOException timeIsOver) {
            return CompletableFuture.failedFuture(timeIsOver);
        }
        return new Judged<>(answer);
    }

    private Duration limit(Attempt attempt) {
        Duration left = attempt.remaining();
        return request.timeout().filter(own -> own.compareTo(left) < 0).orElse(left);
    }

    private HttpRequest.Builder forAttempt(Attempt attempt, Duration limit) throws HttpTimeoutException {
        if (attempt.of() > 1 && mustNotBeRepeated()) {
            throw new IllegalArgumentException(
                    request.method() + " without Idempotency-Key through a guard that makes up to " + attempt.of()
                            + " attempts; what timed out may have been done, and would be done twice");
        }
        if (limit.isZero()) {
            throw new HttpTimeoutException("no time left");
        }
        return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase(AttemptHeader.NAME))
                .header(AttemptHeader.NAME, attempt.header().value());
    }

    private boolean mustNotBeRepeated() {
        return !IDEMPOTENT.contains(request.method())
                && request.headers().firstValue("Idempotency-Key").isEmpty();
    }

    private static <T> HttpResponse<T> judged(HttpResponse<T> answer) {
        int status = answer.statusCode();
        if (status == 429 || status >= 500) {
            HttpHeaders headers = answer.headers();
            throw new AnswerException(
                    status,
                    RetryAfter.parse(
                                    headers.firstValue("Retry-After").orElse(null),
                                    headers.firstValue("Date").orElse(null),
                                    null)
                            .orElse(null));
        }
        return answer;
    }

    private static IOException asThrownBySend(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof IOException io) {
            return io;
        }
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }

    /** The judged answer; cancelling it cancels the exchange, which a derived stage would not. */
    private static final class Judged<T> extends CompletableFuture<HttpResponse<T>> {

        private final CompletableFuture<HttpResponse<T>> answer;

        Judged(CompletableFuture<HttpResponse<T>> answer) {
            this.answer = answer;
            CompletableFuture<HttpResponse<T>> unused = answer.whenComplete(this::end);
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            answer.cancel(mayInterruptIfRunning);
            return super.cancel(mayInterruptIfRunning);
        }

        private void end(HttpResponse<T> response, Throwable thrown) {
            if (thrown != null) {
                completeExceptionally(thrown);
                return;
            }
            try {
                complete(judged(response));
            } catch (AnswerException failure) {
                completeExceptionally(failure);
            }
        }
    }
}
