package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void agreesWithLookingBackAtEverything() {
        long seed = new Random().nextLong();
        System.out.println("TrendTest seed " + seed);
        var random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<Long> values = new ArrayList<>();
            List<Long> times = new ArrayList<>();
            long value = random.nextLong();
            long now = random.nextLong();
            Trend trend = Trend.startingAt(value, now);
            for (int look = 0; look < 60; look++) {
                values.add(value);
                times.add(now);
                Duration duration = Duration.ofNanos(1 + random.nextLong(5 * SECOND.toNanos()));

                assertThat(trend.value()).isEqualTo(value);
                assertThat(trend.hasRisenFor(duration))
                        .as("risen for %s: %s at %s", duration, values, times)
                        .isEqualTo(looksBack(values, times, duration, true));
                assertThat(trend.hasStoodFor(duration))
                        .as("stood for %s: %s at %s", duration, values, times)
                        .isEqualTo(looksBack(values, times, duration, false));

                value = nextValue(value, random);
                now += random.nextLong(SECOND.toNanos());
                trend = trend.next(value, now);
            }
        }
    }

    @Test
    void survivesTheOverflowOfTheTicker() {
        long start = Long.MAX_VALUE - SECOND.toNanos();
        Trend trend = Trend.startingAt(0, start);
        for (int look = 1; look <= 4; look++) {
            trend = trend.next(look, start + look * SECOND.toNanos());
        }

        assertThat(trend.hasRisenFor(Duration.ofSeconds(4))).isTrue();
        assertThat(trend.hasRisenFor(Duration.ofSeconds(5))).isFalse();
    }

    private static long nextValue(long value, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> value - 1;
            case 1, 2, 3 -> value;
            default -> value + 1;
        };
    }

    /** At least three comparisons in a row, back from the newest one, that together span the duration. */
    private static boolean looksBack(List<Long> values, List<Long> times, Duration duration, boolean rising) {
        int last = values.size() - 1;
        int first = last;
        while (first > 0
                && (rising
                        ? values.get(first - 1) < values.get(first)
                        : values.get(first - 1).equals(values.get(first)))) {
            first--;
        }
        return last - first >= 3 && times.get(last) - times.get(first) >= duration.toNanos();
    }
}
