package io.plimsoll.panic;

import io.plimsoll.time.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A button without threads, whose one lease of ten minutes has had its time: what races around. */
final class RacedButton {

    private static final Instant WALL = Instant.parse("2026-05-22T23:10:00Z");

    private volatile long now;

    final PanicBoard board = PanicBoard.builder("it")
            .timing(new Timing(() -> now, () -> WALL, (delay, task) -> () -> {}, task -> {}))
            .build();
    final PanicButton button = board.button("it");
    final Lease first = press();

    /** The next call of {@link #expire} ends what was pressed until now. */
    RacedButton due() {
        now = Duration.ofMinutes(10).toNanos();
        return this;
    }

    Lease press() {
        return button.press(Press.by("alice", "why").lasting(Duration.ofMinutes(10)));
    }

    void expire() {
        board.end(button, first.id());
    }

    void extend() {
        button.extend(first.id(), "bob", Duration.ofMinutes(20));
    }

    void release() {
        button.release(first.id(), "bob");
    }

    void hearOfRelease() {
        board.merge(List.of(first.released("carol")), WALL);
    }

    void hearOfAnother() {
        board.merge(List.of(Lease.of("other", "it", Press.by("carol", "why"), WALL, WALL.plusSeconds(600))), WALL);
    }

    /** What a reader sees; says so if it contradicts itself. */
    String read() {
        PanicButton.State state = button.state();
        return state.pressed() == state.leases().isEmpty()
                ? "contradiction"
                : state.leases().size() + (state.expiry() == null ? "" : " ramp");
    }
}
