package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.health.Code;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class AsyncGuardTest {

    private final ManualTime time = new ManualTime();
    private final List<CompletableFuture<String>> begun = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();

    private final Guard guard = guard(Preset.read().withBudget(1, 100));

    private Guard guard(Preset preset) {
        return Guard.builder("inventory", preset)
                .timing(time.timing())
                .random(() -> 0.5)
                .build();
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void completesWithWhatTheCallCompletesWith() {
        CompletableFuture<String> result = call(guard);

        begun.get(0).complete("stock");

        assertThat(result).isCompletedWithValue("stock");
        assertThat(guard.state().inFlight()).isZero();
        assertThat(guard.count(Tally.SUCCEEDED)).isEqualTo(1);
        time.advance(ofSeconds(10));
        assertThat(guard.refused(Stage.DEADLINE)).isZero();
    }

    @Test
    void triesAgainAfterItsWait() {
        CompletableFuture<String> result = call(guard);

        begun.get(0).completeExceptionally(new CompletionException(new IOException("reset")));
        time.advance(ofMillis(24));
        assertThat(begun).hasSize(1);
        time.advance(ofMillis(1));
        assertThat(begun).hasSize(2);
        begun.get(1).complete("stock");

        assertThat(result).isCompletedWithValue("stock");
        assertThat(guard.count(Tally.RETRIED)).isEqualTo(1);
    }

    @Test
    void isCutAtItsDeadlineAndCancelsTheAttempt() {
        CompletableFuture<String> result = call(guard);

        time.advance(ofMillis(1_999));
        assertThat(result).isNotDone();
        time.advance(ofMillis(1));

        assertThat(result).isCompletedExceptionally();
        assertThat(thrownBy(result))
                .isInstanceOfSatisfying(
                        CallRefusedException.class,
                        refused -> assertThat(refused.stage()).isEqualTo(Stage.DEADLINE));
        assertThat(begun.get(0)).isCancelled();
        assertThat(guard.state().inFlight()).isZero();
        assertThat(guard.state().lastFailure().code()).isEqualTo(Code.TIMEOUT);
        assertThat(guard.count(Tally.OVERDUE)).isEqualTo(1);
    }

    @Test
    void saysWhenItIsCutWhatTheAttemptBeforeFailedWith() {
        CompletableFuture<String> result = call(guard);
        var failure = new IOException("reset");

        begun.get(0).completeExceptionally(failure);
        time.advance(ofSeconds(2));

        assertThat(begun).hasSize(2);
        assertThat(thrownBy(result))
                .isInstanceOf(CallRefusedException.class)
                .hasMessage("inventory: no time left")
                .hasCause(failure);
    }

    @Test
    void makesNoAttemptAfterAPauseInWhichItsTimeRanOut() {
        CompletableFuture<String> result = call(guard);
        var failure = new IOException("reset");

        begun.get(0).completeExceptionally(failure);
        time.pause(ofSeconds(3));

        assertThat(begun).hasSize(1);
        assertThat(thrownBy(result)).isSameAs(failure);
    }

    @Test
    void keepsThePlaceOfAnAttemptThatCannotBeCancelledUntilItEnds() {
        Guard one = guard(Preset.read().withConcurrency(1));
        var real = new CompletableFuture<String>();
        CompletionStage<String> result = one.callAsync(attempt -> real.minimalCompletionStage());

        time.advance(ofSeconds(2));
        assertThat(result.toCompletableFuture()).isCompletedExceptionally();
        assertThat(one.state().inFlight()).isEqualTo(1);
        assertThat(one.state().overdue()).isEqualTo(1);
        assertThat(thrownBy(call(one))).hasMessage("inventory: too many calls at once");

        real.complete("much later");

        assertThat(one.state().inFlight()).isZero();
    }

    @Test
    void failsWithTheRefusalWhenNoAttemptIsMade() {
        Guard off = guard(Preset.analytics().offWhile(() -> true));

        CompletableFuture<String> result = call(off);

        assertThat(begun).isEmpty();
        assertThat(thrownBy(result)).hasMessage("inventory: switched off");
    }

    @Test
    void takesWhatTheCallThrowsForAFailure() {
        CompletionStage<String> result = guard.callAsync(attempt -> {
            notes.add("attempt " + attempt.number());
            throw new AnswerException(503, null);
        });
        time.advance(ofSeconds(1));

        assertThat(notes).containsExactly("attempt 1", "attempt 2", "attempt 3");
        assertThat(thrownBy(result.toCompletableFuture())).hasMessage("answered 503");
        assertThat(guard.state().inFlight()).isZero();
    }

    @Test
    void cancelsTheAttemptWhenTheCallerCancels() {
        CompletableFuture<String> result = call(guard);

        result.cancel(true);
        time.advance(ofSeconds(5));

        assertThat(begun).hasSize(1);
        assertThat(begun.get(0)).isCancelled();
        assertThat(guard.state().inFlight()).isZero();
        assertThat(guard.state().lastFailure()).isNull();
    }

    @Test
    void neverCompletesItsCallersFutureOnTheSchedulersThread() {
        Thread scheduler = Thread.currentThread();
        var threads = new ArrayList<Thread>();
        CompletableFuture<String> told =
                call(guard).whenComplete((value, thrown) -> threads.add(Thread.currentThread()));

        time.advance(ofSeconds(2));

        assertThat(told).isCompletedExceptionally();
        assertThat(threads).hasSize(1).doesNotContain(scheduler);
    }

    @Test
    void keepsTheMdcOnTheSecondAttempt() {
        MDC.put("trace", "4711");
        guard.callAsync(attempt -> {
            notes.add(attempt.number() + " " + MDC.get("trace"));
            throw new AnswerException(503, null);
        });
        MDC.put("trace", "other");

        time.advance(ofSeconds(1));

        assertThat(notes).containsExactly("1 4711", "2 4711", "3 4711");
        assertThat(MDC.get("trace")).isEqualTo("other");
    }

    @Test
    void makesOneAttemptWhenItsOwnCallerRetries() {
        CompletionStage<String> result = new AttemptHeader(1, 3)
                .during(() -> guard.callAsync(attempt -> {
                    notes.add(attempt.header().value());
                    throw new AnswerException(503, null);
                }));
        time.advance(ofSeconds(5));

        assertThat(notes).containsExactly("1/3");
        assertThat(result.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void servesAFallbackInstead() {
        CompletionStage<Served<List<String>>> result =
                guard.serveAsync(attempt -> CompletableFuture.failedFuture(new IOException()), Fallback.to(List.of()));
        time.advance(ofSeconds(2));

        assertThat(result.toCompletableFuture())
                .isCompletedWithValue(new Served.Degraded<>(List.of(), "inventory: No connection"));
    }

    @Test
    void startsNoThreadUntilTheFirstCallAndEndsItWhenClosed() {
        Guard own = Guard.of("own", Preset.read());
        own.call(attempt -> "sync");
        CompletionStage<String> result = own.callAsync(attempt -> CompletableFuture.completedFuture("async"));
        own.close();
        own.close();

        assertThat(result.toCompletableFuture()).isCompletedWithValue("async");
    }

    private CompletableFuture<String> call(Guard through) {
        return through.callAsync(attempt -> {
                    var stage = new CompletableFuture<String>();
                    begun.add(stage);
                    return stage;
                })
                .toCompletableFuture();
    }

    private static Throwable thrownBy(CompletableFuture<?> future) {
        return future.handle((value, thrown) -> thrown)
                .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }
}
