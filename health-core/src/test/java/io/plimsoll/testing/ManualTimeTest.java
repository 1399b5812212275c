package io.plimsoll.testing;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.time.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ManualTimeTest {

    private final ManualTime time = new ManualTime();
    private final List<String> ran = new ArrayList<>();

    @Test
    void runsWhatIsDueInOrderAndAtItsTime() {
        Instant start = time.instant();
        time.schedule(ofSeconds(2), () -> ran.add("b at " + Duration.between(start, time.instant())));
        time.schedule(ofSeconds(1), () -> {
            ran.add("a at " + Duration.between(start, time.instant()));
            time.schedule(ofSeconds(1), () -> ran.add("c, scheduled later for the same time"));
        });
        Scheduler.Scheduled cancelled = time.schedule(ofSeconds(1), () -> ran.add("never"));
        cancelled.cancel();

        time.advance(ofSeconds(3));

        assertThat(ran).containsExactly("a at PT1S", "b at PT2S", "c, scheduled later for the same time");
        assertThat(Duration.between(start, time.instant())).isEqualTo(ofSeconds(3));
    }

    @Test
    void runsLateWhatBecameDueInAPause() {
        Instant start = time.instant();
        time.schedule(ofSeconds(1), () -> ran.add("at " + Duration.between(start, time.instant())));

        time.pause(ofSeconds(30));

        assertThat(ran).containsExactly("at PT30S");
    }

    @Test
    void goesOnWhileATaskIsParkedAndWaitsForItAfterwards() {
        var go = new AtomicBoolean();
        time.execute(() -> {
            parkQuietly(go);
            ran.add("unparked");
        });
        time.advance(ofSeconds(5));
        assertThat(ran).isEmpty();

        go.set(true);
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly("unparked");
    }

    @Test
    void tickerOverflowsSoonSoThatBadArithmeticShows() {
        long before = time.nanos();
        time.advance(ofSeconds(20));

        assertThat(time.nanos()).isNegative();
        assertThat(time.nanos() - before).isEqualTo(ofSeconds(20).toNanos());
    }

    @Test
    void passesOnWhatATaskThrows() {
        time.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("a scheduled task that fails");
        });

        assertThatThrownBy(() -> time.advance(Duration.ZERO)).hasMessage("a scheduled task that fails");
    }

    private static void parkQuietly(AtomicBoolean until) {
        try {
            ManualTime.park(until::get, false);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
