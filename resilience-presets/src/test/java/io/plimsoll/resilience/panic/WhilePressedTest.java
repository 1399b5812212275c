package io.plimsoll.resilience.panic;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.panic.PanicButton;
import io.plimsoll.testing.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class WhilePressedTest {

    private final ManualTime time = new ManualTime();
    private final PanicBoard board =
            PanicBoard.builder("bigger-pool", "other").timing(time.timing()).build();
    private final PanicButton button = board.button("bigger-pool");
    private final List<String> done = new ArrayList<>();

    @Test
    void runsOnceHoweverManyLeasesThereAre() {
        watch();
        Lease first = button.press(by("alice", "why").lasting(ofMinutes(10)));
        Lease second = button.press(by("bob", "why"));
        board.button("other").press(by("bob", "why"));
        button.extend(second.id(), "bob", ofMinutes(60));
        button.release(first.id(), "alice");
        assertThat(done).containsExactly("40");

        time.advance(ofMinutes(60));
        assertThat(done).containsExactly("40", "20");
        button.press(by("alice", "why"));
        button.releaseAll("alice");
        assertThat(done).containsExactly("40", "20", "40", "20");
    }

    @Test
    void runsAtOnceIfPressedAlready() {
        button.press(by("alice", "why"));

        watch();

        assertThat(done).containsExactly("40");
    }

    @Test
    void refusesAtStartWhatNamesNoButton() {
        assertThatThrownBy(() -> WhilePressed.of(board, "biger-pool", () -> {}, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no button is named 'biger-pool'; there are [bigger-pool, other]");
    }

    @Test
    void triesAgainWhatFailed() {
        var broken = new AtomicBoolean(true);
        WhilePressed.of(
                board,
                "bigger-pool",
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("pool is closed");
                    }
                    done.add("40");
                },
                () -> done.add("20"));
        Lease lease = button.press(by("alice", "why"));
        assertThat(done).isEmpty();

        broken.set(false);
        button.extend(lease.id(), "alice", ofMinutes(60));
        assertThat(done).containsExactly("40");
        button.releaseAll("alice");
        assertThat(done).containsExactly("40", "20");
    }

    private void watch() {
        WhilePressed.of(board, "bigger-pool", () -> done.add("40"), () -> done.add("20"));
    }
}
