package io.plimsoll.resilience.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plimsoll.resilience.AnswerException;
import io.plimsoll.resilience.BreakerRule;
import io.plimsoll.resilience.CallRefusedException;
import io.plimsoll.resilience.Guard;
import io.plimsoll.resilience.Preset;
import io.plimsoll.testing.ManualTime;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalAnswerTest {

    @ParameterizedTest
    @CsvSource({"1, 2, 3", "4, 4, 6", "20, 20, 30", "600, 60, 90"})
    void spreadsItsRetryAfterFromItToHalfAsMuchMore(int openSeconds, long least, long most) {
        CallRefusedException refused = refusedByABreakerOpenFor(ofSeconds(openSeconds));

        assertThat(RefusalAnswer.to(refused, 429, () -> 0).retryAfterSeconds()).isEqualTo(least);
        assertThat(RefusalAnswer.to(refused, 429, () -> Math.nextDown(1.0)).retryAfterSeconds())
                .isEqualTo(most);
    }

    @Test
    void sendsNoTwoTogetherIfItCanHelpIt() {
        CallRefusedException refused = refusedByABreakerOpenFor(ofSeconds(30));
        Set<Long> drawn = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            drawn.add(RefusalAnswer.to(refused).retryAfterSeconds());
        }

        assertThat(drawn).hasSizeGreaterThan(10).allMatch(seconds -> seconds >= 30 && seconds <= 45);
    }

    @Test
    void saysNothingOfWhatWeAreMadeOf() {
        RefusalAnswer answer = RefusalAnswer.to(refusedByABreakerOpenFor(ofMinutes(1)));

        assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"title\":\"Too Many Requests\",\"status\":429}");
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store")
                .containsEntry("Retry-After", Long.toString(answer.retryAfterSeconds()))
                .hasSize(3);
    }

    @Test
    void takesAnotherStatusIfItSaysThatItFailed() {
        CallRefusedException refused = refusedByABreakerOpenFor(ofMillis(500));

        assertThat(new String(RefusalAnswer.to(refused, 503).body(), UTF_8))
                .isEqualTo("{\"title\":\"Refused for now\",\"status\":503}");
        assertThatThrownBy(() -> RefusalAnswer.to(refused, 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a refusal is answered with a status from 400 to 599, but this is 200");
    }

    private static CallRefusedException refusedByABreakerOpenFor(Duration open) {
        var rule = new BreakerRule(50, 1, ofSeconds(10), open, 1, 50, 80);
        Guard guard = Guard.builder("inventory", Preset.analytics().withBreaker(rule))
                .timing(new ManualTime().timing())
                .build();
        assertThatThrownBy(() -> guard.call(attempt -> {
                    throw new AnswerException(503, null);
                }))
                .isInstanceOf(AnswerException.class);
        return catchThrowableOfType(CallRefusedException.class, () -> guard.call(attempt -> "never"));
    }
}
