package io.plimsoll.resilience;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.testing.ManualTime;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Guards whose calls somebody switches off; time moves by hand, and draws are in turn, so that shares are exact. */
class GuardOnABoardTest {

    private static final int CALLS = 1_000;

    private final ManualTime time = new ManualTime();
    private final PanicBoard board =
            PanicBoard.builder("shed-traffic").timing(time.timing()).build();
    private final AtomicInteger drawn = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicBoolean sick = new AtomicBoolean();

    private Guard guard(String name, Preset preset) {
        return Guard.builder(name, preset)
                .panic(board)
                .timing(time.timing())
                .random(() -> drawn.getAndIncrement() % CALLS / (double) CALLS)
                .waiting(time::advance)
                .build();
    }

    @Test
    void givesAGuardThatOneCanDoWithoutAButtonOfItsName() {
        Guard guard = guard("recommendations", Preset.analytics());
        PanicButton button = board.button("recommendations");
        assertThat(serve(guard)).isInstanceOf(Served.Fresh.class);

        button.press(by("alice", "hangs"));

        assertThat(serve(guard)).isEqualTo(new Served.Degraded<>("nothing", "recommendations: switched off"));
        assertThat(guard.state().off()).isTrue();
        assertThat(guard.refused(Stage.PANIC)).isEqualTo(1);
        assertThat(made).hasValue(1);
        assertThat(guard.describe()).contains("can be switched off");
    }

    @Test
    void givesAGuardThatIsNeededNoButtonButStopsItsRetries() {
        Guard guard = guard("inventory", Preset.read().withBudget(1, 100));
        guard("orders", Preset.write());

        assertThat(board.buttons()).extracting(PanicButton::name).containsExactly("shed-traffic", "stop-retries");
        assertThatThrownBy(() -> board.button("inventory")).hasMessageContaining("[shed-traffic, stop-retries]");
        sick.set(true);
        assertThatThrownBy(() -> call(guard)).isInstanceOf(IOException.class);
        assertThat(made).hasValue(3);

        Lease lease = board.button("stop-retries").press(by("alice", "storm"));
        made.set(0);
        assertThatThrownBy(() -> call(guard)).isInstanceOf(IOException.class);
        assertThat(made).hasValue(1);
        assertThat(guard.refused(Stage.PANIC)).isEqualTo(1);
        assertThat(guard.state().off()).isFalse();

        board.button("stop-retries").release(lease.id(), "alice");
        made.set(0);
        assertThatThrownBy(() -> call(guard)).isInstanceOf(IOException.class);
        assertThat(made).hasValue(3);
    }

    @Test
    void refusesAtStartWhatNamesNoButton() {
        assertThatThrownBy(() -> Preset.read().offWhile(board.button("fraud-chek")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no button is named 'fraud-chek'; there are [shed-traffic]");
    }

    @Test
    void isOffByAButtonOfAnotherName() {
        Guard guard = guard("fraud", Preset.read().offWhile(board.button("shed-traffic")));
        board.button("shed-traffic").press(by("alice", "load"));

        assertThat(serve(guard)).isInstanceOf(Served.Degraded.class);
    }

    @Test
    void comesBackAtOnceWhenSomebodyReleases() {
        Guard guard = guard("recommendations", Preset.analytics());
        board.button("recommendations").press(by("alice", "hangs"));
        board.button("recommendations").releaseAll("alice");

        assertThat(letIn(guard)).isEqualTo(CALLS);
    }

    @Test
    void hasOneRampThoughItsButtonIsNamedTwice() {
        PanicButton button = board.declare("recommendations");
        Guard guard =
                guard("recommendations", Preset.analytics().offWhile(button).offWhile(button));
        button.press(by("alice", "hangs").lasting(ofMinutes(30)));
        time.advance(ofMinutes(30));

        assertThat(letIn(guard)).isEqualTo(10);
    }

    @Test
    void comesBackStepByStepWhenALeaseEnds() {
        Guard guard = guard("recommendations", Preset.analytics().withoutBreaker());
        board.button("recommendations").press(by("alice", "hangs").lasting(ofMinutes(30)));
        assertThat(letIn(guard)).isZero();
        time.advance(ofMinutes(30));

        assertThat(letIn(guard)).isEqualTo(10);
        assertThat(guard.state().off()).as("held back, not off").isFalse();
        time.advance(ofSeconds(10));
        assertThat(letIn(guard)).isEqualTo(100);
        time.advance(ofSeconds(10));
        assertThat(letIn(guard)).isEqualTo(500);
        time.advance(ofSeconds(10));
        assertThat(letIn(guard)).isEqualTo(CALLS);
    }

    /** The lease ends in the middle of the incident: the breaker opens at 10 % of the calls, and 1 % is all until it closes. */
    @Test
    void snapsBackToTheFirstStepWhileItsBreakerIsOpen() {
        Guard guard = guard("recommendations", Preset.analytics());
        board.button("recommendations").press(by("alice", "hangs").lasting(ofMinutes(30)));
        time.advance(ofMinutes(30));
        sick.set(true);

        letIn(guard);
        assertThat(made).hasValue(10);
        assertThat(guard.state().breaker()).as("ten calls prove nothing").isEqualTo(BreakerState.CLOSED);
        time.advance(ofSeconds(10));
        made.set(0);
        letIn(guard);
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.OPEN);
        assertThat(made.get()).as("attempts until the breaker opened").isBetween(20, 21);

        long refusedByBreaker = guard.refused(Stage.BREAKER);
        for (int i = 0; i < 29; i++) {
            assertThat(letIn(guard)).isZero();
            time.advance(ofSeconds(1));
        }
        assertThat(guard.refused(Stage.BREAKER) - refusedByBreaker)
                .as("1 % of 29,000 reached the breaker")
                .isEqualTo(290);

        sick.set(false);
        time.advance(ofSeconds(2));
        assertThat(letIn(guard)).as("the trial, at the first step").isEqualTo(10);
        assertThat(guard.state().breaker()).isEqualTo(BreakerState.CLOSED);
        time.advance(ofSeconds(10));
        assertThat(letIn(guard)).isEqualTo(100);
        time.advance(ofSeconds(20));
        assertThat(letIn(guard)).isEqualTo(CALLS);
    }

    private int letIn(Guard guard) {
        int fresh = 0;
        for (int i = 0; i < CALLS; i++) {
            fresh += serve(guard) instanceof Served.Fresh ? 1 : 0;
        }
        return fresh;
    }

    private Served<String> serve(Guard guard) {
        try {
            return guard.serve(attempt -> answer(), Fallback.to("nothing"));
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private String call(Guard guard) throws IOException {
        return guard.call(attempt -> answer());
    }

    private String answer() throws IOException {
        made.incrementAndGet();
        if (sick.get()) {
            throw new IOException("reset");
        }
        return "fresh";
    }
}
