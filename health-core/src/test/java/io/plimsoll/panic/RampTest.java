package io.plimsoll.panic;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.testing.ManualTime;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RampTest {

    private static final int CALLS = 1_000;

    private final ManualTime time = new ManualTime();
    private final PanicButton button =
            PanicBoard.builder("it").timing(time.timing()).build().button("it");
    private final AtomicBoolean sick = new AtomicBoolean();
    private final AtomicInteger drawn = new AtomicInteger();
    // 0.000, 0.001, 0.002 and so on: of a thousand calls exactly the share is let in.
    private final Ramp ramp = Ramp.of(button, sick::get, () -> drawn.getAndIncrement() % CALLS / (double) CALLS);

    @Test
    void letsAllInBeforeAnyPressAndNoneWhilePressed() {
        assertThat(letIn()).isEqualTo(CALLS);
        button.press(by("alice", "why"));

        assertThat(letIn()).isZero();
        assertThat(drawn).as("nothing is drawn without a ramp").hasValue(0);
    }

    @Test
    void letsInOneTenFiftyAndThenAllAfterALeaseHasEnded() {
        button.press(by("alice", "why"));
        time.advance(ofMinutes(30));

        assertThat(letIn()).isEqualTo(10);
        time.advance(ofMillis(9_999));
        assertThat(letIn()).isEqualTo(10);
        time.advance(ofMillis(1));
        assertThat(letIn()).isEqualTo(100);
        time.advance(ofSeconds(10));
        assertThat(letIn()).isEqualTo(500);
        time.advance(ofSeconds(10));
        assertThat(letIn()).isEqualTo(CALLS);

        sick.set(true);
        assertThat(letIn())
                .as("what fails after the ramp is the breaker's matter")
                .isEqualTo(CALLS);
    }

    @Test
    void stopsAtTheFirstStepWhileSickAndSnapsBackToIt() {
        sick.set(true);
        button.press(by("alice", "why"));
        time.advance(ofMinutes(30));
        for (int i = 0; i < 10; i++) {
            assertThat(letIn()).isEqualTo(10);
            time.advance(ofSeconds(30));
        }
        assertThat(letIn()).isEqualTo(10);

        sick.set(false);
        assertThat(letIn()).isEqualTo(10);
        time.advance(ofSeconds(20));
        assertThat(letIn()).isEqualTo(500);
        sick.set(true);
        assertThat(letIn()).as("snap-back").isEqualTo(10);
        sick.set(false);
        time.advance(ofSeconds(10));
        assertThat(letIn()).isEqualTo(100);
        time.advance(ofSeconds(20));
        assertThat(letIn()).isEqualTo(CALLS);
    }

    @Test
    void isNotThereAfterARelease() {
        Lease lease = button.press(by("alice", "why"));
        button.release(lease.id(), "alice");

        assertThat(letIn()).isEqualTo(CALLS);
    }

    @Test
    void isOverWhenTheButtonIsPressedAgainAndBeginsAnewAfterThat() {
        button.press(by("alice", "why"));
        time.advance(ofMinutes(30));
        time.advance(ofSeconds(20));
        assertThat(letIn()).isEqualTo(500);

        button.press(by("bob", "too early"));
        assertThat(letIn()).isZero();
        time.advance(ofMinutes(30));

        assertThat(letIn()).isEqualTo(10);
    }

    @Test
    void beginsWhenTheLeaseEndsAndNotWithTheFirstCall() {
        button.press(by("alice", "why"));
        time.advance(ofMinutes(31));

        assertThat(letIn()).isEqualTo(CALLS);
    }

    @Test
    void drawsAtRandomUnlessToldOtherwise() {
        Random random = Seed.random("RampTest");
        Ramp drawing = Ramp.of(button, () -> false, random::nextDouble);
        button.press(by("alice", "why"));
        time.advance(ofMinutes(30).plusSeconds(10));

        int in = 0;
        for (int i = 0; i < 100_000; i++) {
            in += drawing.refuses() ? 0 : 1;
        }

        // Five standard deviations.
        assertThat(in).isCloseTo(10_000, Offset.offset(480));
    }

    private int letIn() {
        int in = 0;
        for (int i = 0; i < CALLS; i++) {
            in += ramp.refuses() ? 0 : 1;
        }
        return in;
    }
}
