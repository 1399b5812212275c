package io.plimsoll.panic;

import static io.plimsoll.panic.Press.by;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is done in whatever order and with whatever pauses, a button is pressed exactly while a lease has time left. */
class PanicBoardModelTest {

    private static final Duration WARNING = ofMinutes(5);

    private final Random random = Seed.random("PanicBoardModelTest");

    @Test
    void isPressedExactlyWhileALeaseHasTimeLeft() {
        for (int run = 0; run < 60; run++) {
            new Run().go(200);
        }
    }

    private final class Run {

        private final ManualTime time = new ManualTime();
        private final PanicBoard board =
                PanicBoard.builder("it").timing(time.timing()).build();
        private final PanicButton button = board.button("it");
        private final Map<String, Instant> ends = new LinkedHashMap<>(); // of those that nobody has released
        private final List<String> wrong = new ArrayList<>();
        private int begun;
        private int over;

        Run() {
            board.listen(new PanicListener() {
                @Override
                public void pressed(Lease lease) {
                    begun++;
                }

                @Override
                public void ending(Lease lease) {
                    Duration left = Duration.between(time.instant(), lease.until());
                    if (left.compareTo(WARNING) > 0 || left.isNegative() || left.isZero() || !button.isPressed()) {
                        wrong.add("warned " + left + " before the end");
                    }
                }

                @Override
                public void released(Lease lease) {
                    over++;
                }

                @Override
                public void ended(Lease lease) {
                    over++;
                    if (lease.until().isAfter(time.instant())) {
                        wrong.add("ended before " + lease.until());
                    }
                }
            });
        }

        void go(int steps) {
            for (int step = 0; step < steps; step++) {
                doSomething();
                ends.values().removeIf(end -> !end.isAfter(time.instant()));

                assertThat(button.isPressed()).isEqualTo(!ends.isEmpty());
                assertThat(button.leases()).extracting(Lease::id).containsExactlyInAnyOrderElementsOf(ends.keySet());
                assertThat(begun - over).isEqualTo(ends.size());
                assertThat(wrong).isEmpty();
            }
        }

        private void doSomething() {
            Duration some = ofSeconds(1 + random.nextInt(3_600));
            String id = ends.isEmpty() ? "none" : List.copyOf(ends.keySet()).get(random.nextInt(ends.size()));
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    Lease lease = button.press(by("somebody", "why").lasting(some));
                    ends.put(lease.id(), time.instant().plus(some));
                }
                case 2 -> assertThat(button.release(id, "somebody").isPresent()).isEqualTo(ends.remove(id) != null);
                case 3 -> extend(id, some);
                case 4 -> time.pause(some.dividedBy(4));
                case 5 -> {
                    if (random.nextInt(10) == 0) {
                        button.releaseAll("somebody");
                        ends.clear();
                    }
                }
                default -> time.advance(some.dividedBy(8));
            }
        }

        private void extend(String id, Duration lasting) {
            Instant end = time.instant().plus(lasting);
            if (!ends.containsKey(id) || end.isAfter(ends.get(id))) {
                assertThat(button.extend(id, "somebody", lasting).isPresent()).isEqualTo(ends.replace(id, end) != null);
            }
        }
    }
}
