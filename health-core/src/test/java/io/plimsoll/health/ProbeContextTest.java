package io.plimsoll.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ProbeContextTest {

    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Test
    void waitsAgainIfTheAttemptWasGivenMoreTime() throws Exception {
        var paused = new Script(
                false, () -> answer.complete("PONG"), Duration.ofNanos(1), Duration.ofMillis(1), Duration.ofHours(1));

        assertThat(paused.await(answer)).isEqualTo("PONG");
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        var over = new Script(false, () -> {}, Duration.ofNanos(1), Duration.ZERO);

        assertThatThrownBy(() -> over.await(answer)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void givesUpWhenTheAttemptIsCancelledThoughThereWasTime() {
        var cancelled = new Script(true, () -> {}, Duration.ofNanos(1), Duration.ofHours(1));

        assertThatThrownBy(() -> cancelled.await(answer)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void measuresWithoutThePausesOfThisJvm() {
        var attempt = new Script(false, () -> {}, Duration.ofMillis(700), Duration.ofMillis(990));

        assertThat(attempt.spentSince(Duration.ofMillis(900))).isEqualTo(Duration.ofMillis(200));
        assertThat(attempt.spentSince(Duration.ofMillis(900)))
                .as("90 ms were given back")
                .isEqualTo(Duration.ZERO);
    }

    /** Answers one after the other when it is asked how much time is left. */
    private static final class Script implements ProbeContext {

        private final boolean cancelled;
        private final Runnable atTheLast;
        private final Iterator<Duration> remaining;

        Script(boolean cancelled, Runnable atTheLast, Duration... remaining) {
            this.cancelled = cancelled;
            this.atTheLast = atTheLast;
            this.remaining = List.of(remaining).iterator();
        }

        @Override
        public String component() {
            return "scripted";
        }

        @Override
        public Duration remaining() {
            Duration next = remaining.next();
            if (!remaining.hasNext()) {
                atTheLast.run();
            }
            return next;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void onCancel(Runnable abort) {}
    }
}
