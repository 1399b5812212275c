package io.plimsoll.health.micrometer;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.plimsoll.panic.Lease;
import io.plimsoll.panic.PanicBoard;
import io.plimsoll.testing.ManualTime;
import org.junit.jupiter.api.Test;

class PanicMetricsTest {

    private final ManualTime time = new ManualTime();
    private final PanicBoard board =
            PanicBoard.builder("it").timing(time.timing()).build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void showsWhatIsPressedAndWhatEndsSoon() {
        PanicMetrics.bind(board, registry);
        assertThat(gauge("pressed", "it")).isZero();

        Lease lease = board.button("it").press(by("alice", "why").lasting(ofMinutes(30)));
        board.button("it").press(by("bob", "why").lasting(ofMinutes(10)).drilling());
        assertThat(gauge("pressed", "it")).isEqualTo(1);
        assertThat(gauge("leases", "it")).isEqualTo(2);

        time.advance(ofMinutes(24));
        assertThat(gauge("leases", "it")).isEqualTo(1);
        assertThat(gauge("ending", "it")).isZero();
        time.advance(ofMinutes(1));
        assertThat(gauge("ending", "it")).isEqualTo(1);
        board.button("it").extend(lease.id(), "alice", ofMinutes(10));
        assertThat(gauge("ending", "it")).isZero();
        time.advance(ofMinutes(10));
        assertThat(gauge("pressed", "it")).isZero();
        assertThat(gauge("ending", "it")).isZero();

        assertThat(events("pressed", false)).isEqualTo(1);
        assertThat(events("pressed", true)).isEqualTo(1);
        assertThat(events("ending", false)).isEqualTo(2);
        assertThat(events("extended", false)).isEqualTo(1);
        assertThat(events("ended", true)).isEqualTo(1);
        assertThat(events("ended", false)).isEqualTo(1);
    }

    @Test
    void hasAButtonThatIsDeclaredLaterFromItsFirstPress() {
        PanicMetrics.bind(board, registry);
        board.declare("late").press(by("alice", "why"));

        assertThat(gauge("pressed", "late")).isEqualTo(1);
        board.button("late").releaseAll("alice");
        assertThat(gauge("pressed", "late")).isZero();
    }

    private double gauge(String name, String button) {
        return registry.get("plimsoll.panic." + name)
                .tag("button", button)
                .gauge()
                .value();
    }

    private double events(String event, boolean drill) {
        return registry.get("plimsoll.panic.events")
                .tag("event", event)
                .tag("drill", Boolean.toString(drill))
                .counter()
                .count();
    }
}
