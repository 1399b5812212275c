package io.plimsoll.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void agreesWithLookingBackAtEverything() {
        Random random = Seed.random("TrendTest");
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
                now += 1 + random.nextLong(SECOND.toNanos());
                trend = trend.next(value, now);
            }
        }
    }

    @Test
    void countsAGapForNoMoreThanTwiceTheOneBefore() {
        Trend trend = Trend.startingAt(1, 0)
                .next(2, SECOND.toNanos())
                .next(3, 100 * SECOND.toNanos())
                .next(4, 101 * SECOND.toNanos());

        assertThat(trend.hasRisenFor(Duration.ofSeconds(4))).isTrue();
        assertThat(trend.hasRisenFor(Duration.ofSeconds(5))).isFalse();
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

    /** Adds up the gaps, as far as they count, back from the newest look to the first that does not fit. */
    private static boolean looksBack(List<Long> values, List<Long> times, Duration duration, boolean rising) {
        List<Long> counted = new ArrayList<>();
        for (int look = 1; look < times.size(); look++) {
            long gap = times.get(look) - times.get(look - 1);
            counted.add(look == 1 ? gap : Math.min(gap, 2 * counted.get(look - 2)));
        }
        long sum = 0;
        for (int look = values.size() - 1; look > 0; look--) {
            int direction = Long.compare(values.get(look), values.get(look - 1));
            if (direction != (rising ? 1 : 0)) {
                break;
            }
            sum += counted.get(look - 1);
        }
        return sum >= duration.toNanos();
    }
}
