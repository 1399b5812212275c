package io.plimsoll.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final BreakerRule RULE = new BreakerRule(50, 4, ofSeconds(10), ofSeconds(30), 2, 50, 80);

    private final ManualTime time = new ManualTime();
    private final List<String> changes = new ArrayList<>();
    private final Breaker breaker =
            new Breaker("inventory", RULE, ofSeconds(2), time, (before, after) -> changes.add(before + " " + after));

    @Test
    void opensOnceEnoughAttemptsHaveFailed() {
        fail(3);
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);

        fail(1);

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        assertThat(breaker.permits(time.nanos())).isFalse();
        assertThat(changes).containsExactly("CLOSED OPEN");
    }

    @Test
    void opensWhenMostAttemptsAreSlow() {
        for (int i = 0; i < 4; i++) {
            assertThat(breaker.permits(time.nanos())).isTrue();
            breaker.succeeded(breaker.era(), ofMillis(1_001).toNanos(), time.nanos());
        }

        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
    }

    @Test
    void forgetsFailuresAfterItsWindow() {
        fail(3);
        time.advance(ofSeconds(11));

        fail(1);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void triesAfterItsWaitAndClosesWhenTheTrialSucceeds() {
        fail(4);
        time.advance(ofMillis(29_999));
        assertThat(breaker.permits(time.nanos())).isFalse();
        assertThat(breaker.untilTrial()).isEqualTo(ofSeconds(1));

        time.advance(ofMillis(2));
        succeed(2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        assertThat(changes).containsExactly("CLOSED OPEN", "OPEN HALF_OPEN", "HALF_OPEN CLOSED");
    }

    @Test
    void saysHowLongUntilItTries() {
        fail(4);
        time.advance(ofSeconds(10));

        assertThat(breaker.untilTrial()).isEqualTo(ofSeconds(20));
    }

    @Test
    void triesAtOnceWhenTold() {
        fail(4);

        breaker.tryNow();
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        breaker.tryNow();
        succeed(2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        breaker.tryNow();
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void letsNoAttemptOfTheOldDaysDecideTheTrial() {
        assertThat(breaker.permits(time.nanos())).isTrue();
        var old = breaker.era();
        fail(4);
        breaker.tryNow();

        breaker.failed(old, ofSeconds(9).toNanos(), time.nanos(), new Exception("hung since the outage"));
        breaker.failed(old, ofSeconds(9).toNanos(), time.nanos(), new Exception("hung since the outage"));
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        succeed(2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void givesThePermitOfAForgottenAttemptToAnother() {
        fail(4);
        breaker.tryNow();
        for (int i = 0; i < 10; i++) {
            assertThat(breaker.permits(time.nanos())).isTrue();
            breaker.forget(breaker.era());
        }
        succeed(2);

        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void isMostlyFailingBeforeItHasSeenEnoughToOpen() {
        assertThat(breaker.isMostlyFailing()).isFalse();
        fail(1);
        assertThat(breaker.isMostlyFailing()).isTrue();
        succeed(2);
        assertThat(breaker.isMostlyFailing()).isFalse();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.permits(time.nanos())).isTrue();
            breaker.failed(breaker.era(), 1, time.nanos(), new Exception("no"));
        }
    }

    private void succeed(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.permits(time.nanos())).isTrue();
            breaker.succeeded(breaker.era(), 1, time.nanos());
        }
    }
}
