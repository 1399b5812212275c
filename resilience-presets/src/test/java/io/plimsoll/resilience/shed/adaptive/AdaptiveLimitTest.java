package io.plimsoll.resilience.shed.adaptive;

import static io.plimsoll.resilience.shed.Criticality.CRITICAL;
import static io.plimsoll.resilience.shed.Criticality.NORMAL;
import static io.plimsoll.resilience.shed.Criticality.SHEDDABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.resilience.Seed;
import io.plimsoll.resilience.shed.Overload;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveLimitTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** Sixteen workers, 10 ms a request, three times what they can do for a minute: a fifth critical, the rest half and half. */
    @Test
    void servesTheCriticalInAnOverload() {
        var with = Overload.of(AdaptiveLimit.between(8, 80, 1_000), Seed.random("Overload"));
        var without = Overload.of(Overload.none(), Seed.random("Overload without"));

        System.out.println("With an adaptive limit: " + with);
        System.out.println("Without: " + without);

        assertThat(with.servedShare(CRITICAL)).isGreaterThan(0.99);
        assertThat(with.servedShare(CRITICAL)).isGreaterThan(with.servedShare(NORMAL));
        assertThat(with.servedShare(NORMAL)).isGreaterThan(with.servedShare(SHEDDABLE));
        assertThat(with.usedShare()).as("of what the workers can do").isGreaterThan(0.95);
        assertThat(with.p99Millis(CRITICAL)).isLessThan(150);
        assertThat(without.p99Millis(CRITICAL)).isGreaterThan(10_000);
    }

    @Test
    void growsWhereNothingWaits() {
        AdaptiveLimit limit = AdaptiveLimit.between(4, 10, 50);

        feed(limit, 10 * MILLI, 60);

        assertThat(limit.current()).isEqualTo(50);
    }

    @Test
    void shrinksToTheLeastWhenRequestsWaitForEachOther() {
        AdaptiveLimit limit = AdaptiveLimit.between(4, 40, 50);
        feed(limit, 10 * MILLI, 20);

        feed(limit, 10_000 * MILLI, 30);

        assertThat(limit.current()).isBetween(4, 12);
    }

    @Test
    void staysWhereItIsWhenThereIsNothingToDo() {
        AdaptiveLimit limit = AdaptiveLimit.between(4, 40, 50);
        for (int sample = 0; sample < 10_000; sample++) {
            limit.served(sample * 100L * MILLI, 10 * MILLI, 1);
        }

        assertThat(limit.current()).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 20", "4, 3, 20", "4, 30, 20", "4, 10, 100001", "-1, -1, -1"})
    void refusesABoundThatIsNone(int least, int initial, int most) {
        assertThatThrownBy(() -> AdaptiveLimit.between(least, initial, most))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("this one from " + least + " over " + initial + " to " + most);
    }

    /** Every sample with the service full, for so many windows. */
    private static void feed(AdaptiveLimit limit, long latency, int windows) {
        for (int sample = 0; sample < windows * 100; sample++) {
            limit.served(sample * 11L * MILLI, latency, limit.current());
        }
    }
}
