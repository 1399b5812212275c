package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.health.Code;
import io.plimsoll.resilience.budget.RetryBudget;
import io.plimsoll.resilience.hop.AttemptHeader;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Synchronous calls; waits move time by hand. */
class GuardTest {

    private static final double HALF = 0.5;

    private final ManualTime time = new ManualTime();
    private final List<Duration> waits = new ArrayList<>();
    private final AtomicInteger tries = new AtomicInteger();

    private Guard guard(Preset preset) {
        return Guard.builder("inventory", preset)
                .timing(time.timing())
                .random(() -> HALF)
                .waiting(wait -> {
                    waits.add(wait);
                    time.advance(wait);
                })
                .build();
    }

    /** A read that may retry as often as it likes. */
    private static Preset read() {
        return Preset.read().withBudget(1, 100);
    }

    @Test
    void returnsWhatTheCallReturns() {
        Guard guard = guard(read());

        assertThat(guard.<String, RuntimeException>call(attempt -> "stock")).isEqualTo("stock");
        assertThat(guard.count(Tally.SUCCEEDED)).isEqualTo(1);
        assertThat(guard.state().inFlight()).isZero();
    }

    @Test
    void triesAgainAfterFullJitterUntilItSucceeds() throws IOException {
        Guard guard = guard(read());

        String result = guard.call(attempt -> failing(3, new IOException("reset")));

        assertThat(result).isEqualTo("attempt 3");
        assertThat(waits).containsExactly(ofMillis(25), ofMillis(50));
        assertThat(guard.count(Tally.RETRIED)).isEqualTo(2);
        assertThat(guard.count(Tally.SUCCEEDED)).isEqualTo(1);
        assertThat(guard.count(Tally.FAILED)).isZero();
    }

    @Test
    void throwsTheLastFailureAsItIs() {
        Guard guard = guard(read());
        var failure = new IOException("reset");

        assertThatThrownBy(() -> guard.call(attempt -> failing(99, failure))).isSameAs(failure);

        assertThat(tries).hasValue(3);
        assertThat(guard.count(Tally.FAILED)).isEqualTo(1);
        assertThat(guard.state().lastFailure().code()).isEqualTo(Code.REFUSED);
    }

    @Test
    void staysOnTheCallersThreadWithEveryAttempt() throws IOException {
        List<Thread> threads = new ArrayList<>();

        guard(read()).call(attempt -> {
            threads.add(Thread.currentThread());
            return failing(3, new IOException("reset"));
        });

        assertThat(threads).hasSize(3).containsOnly(Thread.currentThread());
    }

    @Test
    void tellsTheCallHowMuchTimeIsLeft() throws IOException {
        List<Duration> left = new ArrayList<>();

        guard(read().withDeadline(ofSeconds(1))).call(attempt -> {
            left.add(attempt.remaining());
            time.advance(ofMillis(100));
            return failing(3, new IOException("reset"));
        });

        assertThat(left).containsExactly(ofMillis(1_000), ofMillis(875), ofMillis(725));
    }

    @Test
    void doesNotTryAgainWhenTheDeadlineWouldBeOver() {
        Guard guard = guard(read().withDeadline(ofMillis(100)));

        assertThatThrownBy(() -> guard.call(attempt -> {
                    time.advance(ofMillis(80));
                    return failing(9, new IOException("reset"));
                }))
                .isInstanceOf(IOException.class);

        assertThat(tries).hasValue(1);
        assertThat(waits).isEmpty();
        assertThat(guard.refused(Stage.DEADLINE)).isEqualTo(1);
    }

    @Test
    void doesNotTryAgainWhenItWaitedTooLong() {
        Guard guard = Guard.builder("inventory", read())
                .timing(time.timing())
                .waiting(wait -> time.advance(ofSeconds(3)))
                .build();

        assertThatThrownBy(() -> guard.call(attempt -> failing(9, new IOException("reset"))))
                .isInstanceOf(IOException.class);

        assertThat(tries).hasValue(1);
        assertThat(guard.refused(Stage.DEADLINE)).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsTheServerAsksIfThatIsLonger() {
        Guard guard = guard(read().withDeadline(ofSeconds(10)));

        String result = guard.call(attempt -> failing(2, new AnswerException(503, ofSeconds(3))));

        assertThat(result).isEqualTo("attempt 2");
        assertThat(waits).containsExactly(ofSeconds(3));
    }

    @Test
    void failsAtOnceWhenTheServerAsksForMoreThanIsLeft() {
        Guard guard = guard(read());

        assertThatThrownBy(() -> guard.call(attempt -> failing(2, new AnswerException(429, ofSeconds(3)))))
                .isInstanceOf(AnswerException.class)
                .hasMessage("answered 429");

        assertThat(tries).hasValue(1);
        assertThat(guard.count(Tally.RATE_LIMITED)).isEqualTo(1);
        assertThat(guard.state().lastFailure().code()).isEqualTo(Code.RATE_LIMITED);
    }

    @Test
    void retriesNoMoreThanTheBudgetAllows() {
        Guard guard = guard(Preset.read().withBudget(0.1, 0).withoutBreaker());

        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> guard.call(attempt -> failing(9_999, new IOException("reset"))))
                    .isInstanceOf(IOException.class);
        }

        assertThat(guard.count(Tally.RETRIED)).isEqualTo(10);
        assertThat(guard.refused(Stage.BUDGET)).isEqualTo(100);
    }

    @Test
    void sharesItsBudget() {
        var budget = RetryBudget.of(0, 1, time);
        Guard one = Guard.builder("one", Preset.read())
                .timing(time.timing())
                .waiting(time::advance)
                .budget(budget)
                .build();
        Guard other = Guard.builder("other", Preset.read())
                .timing(time.timing())
                .waiting(time::advance)
                .budget(budget)
                .build();

        assertThatThrownBy(() -> one.call(attempt -> failing(99, new IOException())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> other.call(attempt -> failing(99, new IOException())))
                .isInstanceOf(IOException.class);

        assertThat(one.count(Tally.RETRIED) + other.count(Tally.RETRIED)).isEqualTo(1);
    }

    @Test
    void refusesWhileSwitchedOffBeforeAnyAttempt() {
        var off = new AtomicBoolean(true);
        Guard guard = guard(Preset.analytics().offWhile(off::get));

        assertThatThrownBy(() -> guard.call(attempt -> "never"))
                .isInstanceOfSatisfying(CallRefusedException.class, refused -> {
                    assertThat(refused).hasMessage("inventory: switched off");
                    assertThat(refused.stage()).isEqualTo(Stage.PANIC);
                    assertThat(refused.guard()).isEqualTo("inventory");
                    assertThat(refused.getStackTrace()).isEmpty();
                });
        off.set(false);

        assertThat(guard.<String, RuntimeException>call(attempt -> "now")).isEqualTo("now");
        assertThat(guard.refused(Stage.PANIC)).isEqualTo(1);
    }

    @Test
    void switchesOffBetweenTwoAttempts() {
        var off = new AtomicBoolean();
        Guard guard = guard(read().offWhile(off::get));

        assertThatThrownBy(() -> guard.call(attempt -> {
                    off.set(true);
                    return failing(3, new IOException("reset"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("reset");

        assertThat(tries).hasValue(1);
    }

    @Test
    void refusesBeyondTheBulkheadWithoutCallingAndWithoutBreakingTheCircuit() {
        Guard guard = guard(read().withConcurrency(1));

        guard.call(outer -> {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> guard.call(inner -> failing(1, new IOException())))
                        .isInstanceOf(CallRefusedException.class)
                        .hasMessage("inventory: too many calls at once");
            }
            return "done";
        });

        assertThat(tries).hasValue(0);
        assertThat(guard.refused(Stage.BULKHEAD)).isEqualTo(100);
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void givesUpTheWaitWhenInterruptedAndKeepsTheInterrupt() {
        Guard guard = Guard.builder("inventory", read()).timing(time.timing()).build();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> guard.call(attempt -> failing(3, new IOException("reset"))))
                .isInstanceOf(IOException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(tries).hasValue(1);
    }

    @Test
    void makesOneAttemptWhenItsOwnCallerRetriesAndHandsTheHeaderOn() {
        Guard guard = guard(read());
        var seen = new ArrayList<String>();

        assertThatThrownBy(() -> new AttemptHeader(2, 3)
                        .during(() -> guard.call(attempt -> {
                            seen.add(attempt.header().value());
                            throw new AnswerException(503, null);
                        })))
                .isInstanceOf(AnswerException.class);

        assertThat(seen).containsExactly("2/3");
        assertThat(guard.count(Tally.RETRIED)).isZero();
    }

    @Test
    void numbersItsAttemptsForThoseItCalls() {
        var seen = new ArrayList<String>();

        assertThatThrownBy(() -> guard(read()).call(attempt -> {
                    seen.add(attempt.number() + " as " + attempt.header().value());
                    throw new AnswerException(503, null);
                }))
                .isInstanceOf(AnswerException.class);

        assertThat(seen).containsExactly("1 as 1/3", "2 as 2/3", "3 as 3/3");
    }

    @Test
    void doesNotRetryWhatWouldFailAlike() {
        for (RuntimeException thrown : List.of(
                new AnswerException(404, null),
                new AnswerException(500, null),
                new NullPointerException(),
                new IllegalArgumentException("sku"))) {
            tries.set(0);
            assertThatThrownBy(() -> guard(read()).call(attempt -> failing(3, thrown)))
                    .isSameAs(thrown);
            assertThat(tries).as("%s", thrown).hasValue(1);
        }
    }

    @Test
    void letsErrorsThroughAndFreesTheirPlace() {
        Guard guard = guard(read());

        assertThatThrownBy(() -> guard.call(attempt -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        assertThat(guard.state().inFlight()).isZero();
        assertThat(guard.state().lastFailure()).isNull();
    }

    @Test
    void tellsItsListenersWhatEndedAndWhenTheCircuitBreaks() {
        var heard = new ArrayList<String>();
        Guard guard = guard(Preset.read());
        guard.listen(new GuardListener() {
            @Override
            public void ended(String name, boolean success, Duration latency) {
                heard.add(name + " " + success + " " + latency.toMillis());
            }

            @Override
            public void changed(String name, BreakerState before, BreakerState after) {
                heard.add(name + " " + before + " to " + after);
            }
        });

        guard.call(attempt -> {
            time.advance(ofMillis(7));
            return "done";
        });
        for (int i = 0; i < 19; i++) {
            assertThatThrownBy(() -> guard.call(attempt -> failing(99_999, new AnswerException(500, null))))
                    .isInstanceOf(AnswerException.class);
        }

        assertThat(heard).hasSize(21).startsWith("inventory true 7").contains("inventory CLOSED to OPEN");
    }

    @Test
    void describesWhatItIsMadeOf() {
        assertThat(guard(Preset.read().withDeadline(ofMillis(800)).offWhile(() -> false))
                        .describe())
                .startsWith(
                        "guard inventory, outermost first: stale or fallback( panic( deadline( retry + budget( breaker("
                                + " bulkhead( attempt ))))))\ncan be switched off\npreset read\n")
                .contains("deadline", "800 ms", "set by this service; read has 2 s")
                .contains("10 % + 1/s");
    }

    private <E extends Exception> String failing(int until, E failure) throws E {
        if (tries.incrementAndGet() < until) {
            throw failure;
        }
        return "attempt " + tries.get();
    }
}
