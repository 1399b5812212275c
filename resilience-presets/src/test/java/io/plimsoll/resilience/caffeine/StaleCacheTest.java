package io.plimsoll.resilience.caffeine;

import static io.plimsoll.resilience.caffeine.StaleCache.staleFrom;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.Call;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.resilience.Served;
import io.plimsoll.testing.ManualTime;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StaleCacheTest {

    private static final Call<String, RuntimeException> SICK = attempt -> {
        throw new AnswerException(503, null);
    };

    private final ManualTime time = new ManualTime();
    private final StaleCache<String, String> cache = StaleCache.of(100, ofMinutes(10), time);
    private final Guard guard =
            Guard.builder("prices", Preset.analytics()).timing(time.timing()).build();

    @Test
    void servesTheLastGoodAnswerWithItsAge() {
        guard.serve(attempt -> "12.50", staleFrom(cache, "sku-1", ofMinutes(10)));
        time.advance(ofMillis(90_500));

        Served<String> served = guard.serve(SICK, staleFrom(cache, "sku-1", ofMinutes(10)));

        assertThat(served).isEqualTo(new Served.Stale<>("12.50", ofMillis(90_500), "prices: Bad response"));
    }

    @Test
    void servesNothingOlderThanAskedFor() {
        guard.serve(attempt -> "12.50", staleFrom(cache, "sku-1", ofMinutes(1)));

        time.advance(ofMinutes(1));
        assertThat(guard.serve(SICK, staleFrom(cache, "sku-1", ofMinutes(1)).orElse("?"))
                        .value())
                .isEqualTo("12.50");
        time.advance(ofMillis(1));
        assertThat(guard.serve(SICK, staleFrom(cache, "sku-1", ofMinutes(1)).orElse("?")))
                .isEqualTo(new Served.Degraded<>("?", "prices: Bad response"));
    }

    @Test
    void servesNobodyElsesAnswer() {
        guard.serve(attempt -> "12.50", staleFrom(cache, "sku-1", ofMinutes(1)));

        assertThatThrownBy(() -> guard.serve(SICK, staleFrom(cache, "sku-2", ofMinutes(1))))
                .isInstanceOf(AnswerException.class);
    }

    @Test
    void forgetsWhatIsTooOldOrNoLongerTrueOrTooMuch() {
        guard.serve(attempt -> "12.50", staleFrom(cache, "sku-1", ofMinutes(1)));
        cache.forget("sku-1");
        assertThat(cache.size()).isZero();

        IntStream.range(0, 1_000)
                .forEach(i -> guard.serve(attempt -> "12.50", staleFrom(cache, "sku-" + i, ofMinutes(1))));
        assertThat(cache.size()).isEqualTo(100);

        time.advance(ofMinutes(10).plusMillis(1));
        assertThat(cache.size()).isZero();
    }

    @Test
    void refusesToBeUnbounded() {
        assertThatThrownBy(() -> StaleCache.of(0, ofMinutes(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a stale cache must hold from 1 to 10000000 answers, but would hold 0");
        assertThatThrownBy(() -> StaleCache.of(1, ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the longest age must be more than 0 and at most 1 day, but is PT48H");
        assertThatThrownBy(() -> staleFrom(cache, "sku-1", ofMinutes(11)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "stale answers up to PT11M old from a cache that forgets them after PT10M; they would never be"
                                + " served");
        assertThatThrownBy(() -> staleFrom(cache, "sku-1", ofSeconds(0)))
                .hasMessage("the maximum age must be more than 0 and at most 1 day, but is PT0S");
    }
}
