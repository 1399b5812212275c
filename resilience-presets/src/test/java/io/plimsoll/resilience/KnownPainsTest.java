package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.SupplierUtils;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.plimsoll.resilience.http.GuardedRequest;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/**
 * What hurts when the parts of resilience4j are put together by hand, shown with those parts, and that a guard does not do it.
 * {@code docs/presets.md} explains each.
 */
class KnownPainsTest {

    private final ManualTime time = new ManualTime();
    private final AtomicInteger attempts = new AtomicInteger();

    private Guard guard(Preset preset) {
        return Guard.builder("inventory", preset)
                .timing(time.timing())
                .waiting(time::advance)
                .build();
    }

    private static String sick() {
        throw new AnswerException(503, null);
    }

    private static Retry threeAttempts() {
        return Retry.of(
                "inventory",
                RetryConfig.custom().maxAttempts(3).waitDuration(ofMillis(1)).build());
    }

    private void fail(Guard guard) {
        assertThatThrownBy(() -> guard.call(attempt -> {
                    attempts.incrementAndGet();
                    return sick();
                }))
                .isInstanceOf(AnswerException.class);
    }

    @Nested
    @DisplayName("The breaker counts attempts by design")
    class BreakerCountsAttempts {

        @Test
        void soSevenCallsOfThreeAttemptsOpenWhatWantsTwenty() {
            Guard guard = guard(Preset.read().withBudget(1, 100));

            for (int call = 0; call < 6; call++) {
                fail(guard);
            }
            assertThat(attempts).hasValue(18);
            assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
            fail(guard);

            assertThat(attempts)
                    .as("the third attempt of the last call is refused already")
                    .hasValue(20);
            assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);
        }

        @Test
        void whereABreakerAroundTheRetriesSeesAThirdOfTheLoad() {
            var breaker = CircuitBreaker.of(
                    "inventory",
                    CircuitBreakerConfig.custom()
                            .minimumNumberOfCalls(20)
                            .slidingWindowSize(20)
                            .build());
            Supplier<String> call = breaker.decorateSupplier(threeAttempts().decorateSupplier(() -> {
                attempts.incrementAndGet();
                return sick();
            }));

            while (breaker.getState() == CircuitBreaker.State.CLOSED) {
                assertThatThrownBy(call::get).isInstanceOf(AnswerException.class);
            }

            assertThat(attempts).hasValue(60);
        }
    }

    @Nested
    @DisplayName("A half-open breaker whose trials hang")
    class HalfOpenThatHangs {

        private final CountDownLatch release = new CountDownLatch(1);
        private final ExecutorService callers = Executors.newCachedThreadPool();

        @AfterEach
        void end() {
            release.countDown();
            callers.shutdownNow();
        }

        @Test
        void isStuckForeverInResilience4j() throws Exception {
            var breaker = CircuitBreaker.of(
                    "inventory",
                    CircuitBreakerConfig.custom()
                            .permittedNumberOfCallsInHalfOpenState(5)
                            .build());
            breaker.transitionToOpenState();
            breaker.transitionToHalfOpenState();
            hang(5, entered -> breaker.executeRunnable(() -> hold(entered)));

            // No clock is asked: it may take a minute or a year.
            assertThatThrownBy(() -> breaker.executeSupplier(() -> "stock"))
                    .isInstanceOf(CallNotPermittedException.class);
            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        }

        @Test
        void endsAtTheDeadlineInAGuardAndIsTriedAgain() throws Exception {
            Guard guard = guard(Preset.read().withAttempts(1));
            IntStream.range(0, 20).forEach(i -> fail(guard));
            time.advance(ofSeconds(31));
            hang(
                    5,
                    entered -> guard.call(attempt -> {
                        hold(entered);
                        return "late";
                    }));
            assertThat(guard.state().breaker()).isEqualTo(BreakerState.HALF_OPEN);

            time.advance(ofSeconds(2));
            assertThatThrownBy(() -> guard.call(attempt -> "stock")).isInstanceOf(CallRefusedException.class);
            assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);
            time.advance(ofSeconds(31));
            IntStream.range(0, 5)
                    .forEach(i -> assertThat(guard.<String, RuntimeException>call(attempt -> "stock"))
                            .isEqualTo("stock"));

            assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
        }

        private void hold(CountDownLatch entered) {
            entered.countDown();
            LocalServer.await(release);
        }

        private void hang(int calls, Consumer<CountDownLatch> call) throws InterruptedException {
            var entered = new CountDownLatch(calls);
            for (int i = 0; i < calls; i++) {
                callers.execute(() -> call.accept(entered));
            }
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Nested
    @DisplayName("A POST that is retried")
    class PostRetried {

        private final HttpClient client = HttpClient.newHttpClient();

        @Test
        void makesThreeOrdersInResilience4j() throws Exception {
            try (var shop = forgetfulShop()) {
                HttpRequest order = order(shop);

                assertThatThrownBy(() -> threeAttempts().executeSupplier(() -> {
                            try {
                                return client.send(order, BodyHandlers.ofString());
                            } catch (IOException lost) {
                                throw new UncheckedIOException(lost);
                            } catch (Exception other) {
                                throw new AssertionError(other);
                            }
                        }))
                        .hasCauseInstanceOf(IOException.class);

                assertThat(shop.requests()).isEqualTo(3);
            }
        }

        @Test
        void isMadeOnceByAGuard() throws Exception {
            try (var shop = forgetfulShop();
                    var guard = Guard.of("orders", Preset.write())) {
                HttpRequest order = order(shop);

                assertThatThrownBy(() -> guard.call(
                                attempt -> GuardedRequest.of(order).send(client, BodyHandlers.ofString(), attempt)))
                        .isInstanceOf(IOException.class);

                assertThat(shop.requests()).isEqualTo(1);
                assertThatThrownBy(() -> Preset.write().withAttempts(3)).isInstanceOf(IllegalStateException.class);
            }
        }

        /** Takes the order, and hangs up before it says so. */
        private LocalServer forgetfulShop() throws IOException {
            return LocalServer.start(exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.close();
            });
        }

        private HttpRequest order(LocalServer shop) {
            return HttpRequest.newBuilder(shop.uri("/orders"))
                    .POST(BodyPublishers.ofString("{\"sku\":\"1\"}"))
                    .build();
        }
    }

    @Nested
    @DisplayName("An MDC that is lost on the second attempt")
    class LostMdc {

        private final List<String> seen = new CopyOnWriteArrayList<>();

        @AfterEach
        void clear() {
            MDC.clear();
        }

        @Test
        void isGoneInResilience4j() {
            ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            MDC.put("trace", "4711");

            var result = threeAttempts()
                    .executeCompletionStage(scheduler, () -> {
                        seen.add(String.valueOf(MDC.get("trace")));
                        return CompletableFuture.<String>failedFuture(new AnswerException(503, null));
                    })
                    .toCompletableFuture();

            assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(AnswerException.class);
            scheduler.shutdownNow();
            assertThat(seen).containsExactly("4711", "null", "null");
        }

        @Test
        void isKeptByAGuard() throws Exception {
            MDC.put("trace", "4711");

            try (var guard =
                    Guard.of("inventory", Preset.read().withBudget(1, 100).withBackoff(ofMillis(1), ofMillis(1)))) {
                var result = guard.callAsync(attempt -> {
                            seen.add(String.valueOf(MDC.get("trace")));
                            return CompletableFuture.<String>failedFuture(new AnswerException(503, null));
                        })
                        .toCompletableFuture();

                assertThatThrownBy(() -> result.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(AnswerException.class);
            }
            assertThat(seen).containsExactly("4711", "4711", "4711");
        }
    }

    @Nested
    @DisplayName("A fallback that disables the retry")
    class FallbackDisablesRetry {

        @Test
        void ifItStandsInsideOfIt() {
            var breaker = CircuitBreaker.ofDefaults("inventory");
            Supplier<String> withFallback = SupplierUtils.recover(
                    breaker.decorateSupplier(() -> {
                        attempts.incrementAndGet();
                        return sick();
                    }),
                    thrown -> "default");

            assertThat(threeAttempts().executeSupplier(withFallback)).isEqualTo("default");

            assertThat(attempts).hasValue(1);
        }

        @Test
        void standsOutsideOfEverythingInAGuard() {
            Served<String> served = guard(Preset.read().withBudget(1, 100))
                    .serve(
                            attempt -> {
                                attempts.incrementAndGet();
                                return sick();
                            },
                            Fallback.to("default"));

            assertThat(served.value()).isEqualTo("default");
            assertThat(attempts).hasValue(3);
        }
    }

    @Nested
    @DisplayName("A bulkhead whose rejections open the breaker")
    class BulkheadOpensBreaker {

        @Test
        void thoughTheDependencyIsWellInResilience4j() {
            var breaker = CircuitBreaker.of(
                    "inventory",
                    CircuitBreakerConfig.custom().minimumNumberOfCalls(20).build());
            var bulkhead = Bulkhead.of(
                    "inventory", BulkheadConfig.custom().maxConcurrentCalls(1).build());
            Supplier<String> call = breaker.decorateSupplier(Bulkhead.decorateSupplier(bulkhead, () -> "stock"));

            bulkhead.executeRunnable(() -> {
                for (int i = 0; i < 20; i++) {
                    assertThatThrownBy(call::get).isInstanceOf(BulkheadFullException.class);
                }
            });

            assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        }

        @Test
        void leavesItClosedInAGuard() {
            Guard guard = guard(Preset.read().withConcurrency(1));

            guard.call(outer -> {
                for (int i = 0; i < 100; i++) {
                    assertThatThrownBy(() -> guard.call(inner -> "stock")).isInstanceOf(CallRefusedException.class);
                }
                return "stock";
            });

            assertThat(guard.refused(Stage.BULKHEAD)).isEqualTo(100);
            assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Nested
    @DisplayName("A budget that is exhausted while results are retried")
    class BudgetExhaustionOnResults {

        /** Its way to say "no other attempt" is an interval of -1. */
        @Test
        void throwsAwayTheResultInResilience4j() {
            var retry = Retry.of(
                    "inventory",
                    RetryConfig.<Integer>custom()
                            .maxAttempts(3)
                            .retryOnResult(status -> status == 503)
                            .intervalBiFunction((attempt, outcome) -> -1L)
                            .build());

            assertThatThrownBy(() -> retry.executeSupplier(() -> 503)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void throwsTheAnswerInAGuardWhetherItBlocksOrNot() {
            Preset unbudgeted = Preset.read().withBudget(0, 0);
            Guard guard = guard(unbudgeted);

            assertThatThrownBy(() -> guard.call(attempt -> sick()))
                    .isInstanceOf(AnswerException.class)
                    .hasMessage("answered 503");
            var async = guard.callAsync(
                            attempt -> CompletableFuture.<String>failedFuture(new AnswerException(429, null)))
                    .toCompletableFuture();
            assertThatThrownBy(async::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(AnswerException.class)
                    .hasRootCauseMessage("answered 429");

            assertThat(guard.refused(Stage.BUDGET)).isEqualTo(2);
            assertThat(guard.count(Tally.RETRIED)).isZero();
        }
    }

    @Nested
    @DisplayName("A retry of what the breaker has just refused")
    class RefusalRetried {

        @Test
        void waitsInVainInResilience4j() {
            var breaker = CircuitBreaker.ofDefaults("inventory");
            breaker.transitionToOpenState();
            Retry retry = threeAttempts();

            assertThatThrownBy(() -> retry.executeSupplier(breaker.decorateSupplier(() -> "stock")))
                    .isInstanceOf(CallNotPermittedException.class);

            assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt())
                    .isEqualTo(1);
        }

        @Test
        void endsTheCallInAGuard() {
            Duration[] waited = {Duration.ZERO};
            Guard guard = Guard.builder("inventory", Preset.read().withBudget(1, 100))
                    .timing(time.timing())
                    .waiting(wait -> waited[0] = waited[0].plus(wait))
                    .build();
            while (guard.state().breaker() != BreakerState.OPEN) {
                fail(guard);
            }
            waited[0] = Duration.ZERO;

            assertThatThrownBy(() -> guard.call(attempt -> "stock")).isInstanceOf(CallRefusedException.class);

            assertThat(waited[0]).isZero();
        }
    }
}
