package io.plimsoll.resilience.storm;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.resilience.hop.RequestLocal;
import io.plimsoll.resilience.http.GuardedRequest;
import io.plimsoll.resilience.http.RefusalAnswer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How a service of the chain asks the next one, and what it answers then itself. */
@FunctionalInterface
interface Caller {

    int BAD_GATEWAY = 502;

    /**
     * Asks, and says with which status to answer.
     *
     * @param attempt the header that the request came with
     */
    int statusOf(HttpRequest request, @Nullable String attempt) throws Exception;

    /** One attempt. */
    static Caller bare(HttpClient client) {
        return (request, attempt) -> {
            try {
                return send(client, request);
            } catch (Exception failed) {
                return BAD_GATEWAY;
            }
        };
    }

    /** Three attempts, and nothing else. */
    static Caller retrying(HttpClient client) {
        return retrying(client, null);
    }

    /** Three attempts through a breaker, everything else by default. */
    static Caller retryingThroughBreaker(HttpClient client) {
        return retrying(client, CircuitBreaker.ofDefaults("next"));
    }

    private static Caller retrying(HttpClient client, @Nullable CircuitBreaker breaker) {
        Retry retry = Retry.of(
                "next",
                RetryConfig.custom()
                        .maxAttempts(3)
                        .waitDuration(Duration.ofMillis(50))
                        .build());
        return (request, attempt) -> {
            Callable<Integer> call = () -> send(client, request);
            try {
                return retry.executeCallable(breaker == null ? call : breaker.decorateCallable(call));
            } catch (Exception failed) {
                return BAD_GATEWAY;
            }
        };
    }

    /** Ours. */
    static Caller guarded(HttpClient client, Guard guard, boolean readsHeader) {
        return (request, attempt) -> {
            AttemptHeader caller =
                    AttemptHeader.parse(readsHeader ? attempt : null).orElse(AttemptHeader.ONLY);
            RequestLocal.Scope scope = caller.open();
            try {
                return guard.call(tried -> GuardedRequest.of(Service.attempt(request))
                                .send(client, BodyHandlers.discarding(), tried))
                        .statusCode();
            } catch (CallRefusedException refused) {
                return RefusalAnswer.to(refused).status();
            } catch (Exception failed) {
                return BAD_GATEWAY;
            } finally {
                scope.close();
            }
        };
    }

    /** Nothing but the budget keeps it from retrying. */
    static Preset budgetAlone(Duration deadline) {
        return withoutBreaker(deadline).withConcurrency(10_000);
    }

    static Preset withoutBreaker(Duration deadline) {
        return Preset.read().withDeadline(deadline).withoutBreaker();
    }

    private static int send(HttpClient client, HttpRequest request) throws Exception {
        int status =
                client.send(Service.attempt(request), BodyHandlers.discarding()).statusCode();
        if (status >= 500) {
            throw new AnswerException(status, null);
        }
        return status;
    }
}
