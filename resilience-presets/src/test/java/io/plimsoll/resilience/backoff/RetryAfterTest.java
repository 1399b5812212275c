package io.plimsoll.resilience.backoff;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-05-22T23:10:00Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "' 7 ', 7", "007, 7", "60, 60", "61, 60", "999999999, 60", "99999999999999999999999, 60"
    })
    void readsSecondsAndTrustsAMinute(String value, long seconds) {
        assertThat(RetryAfter.parse(value, null, NOW)).contains(ofSeconds(seconds));
    }

    @Test
    void readsADateByTheServersOwnClockIfItShowsIt() {
        String inTenSeconds = "Fri, 22 May 2026 23:10:10 GMT";

        assertThat(RetryAfter.parse(inTenSeconds, null, NOW)).contains(ofSeconds(10));
        assertThat(RetryAfter.parse(inTenSeconds, "Fri, 22 May 2026 23:10:07 GMT", NOW))
                .contains(ofSeconds(3));
        assertThat(RetryAfter.parse(inTenSeconds, "yesterday", NOW)).contains(ofSeconds(10));
    }

    @Test
    void readsNoDateWithoutAnotherOneToCompareItWith() {
        assertThat(RetryAfter.parse("Fri, 22 May 2026 23:10:10 GMT", null, null))
                .isEmpty();
        assertThat(RetryAfter.parse("7", null, null)).contains(ofSeconds(7));
    }

    @Test
    void takesAPastDateForNowAndADistantOneForAMinute() {
        assertThat(RetryAfter.parse("Thu, 21 May 2026 23:10:10 GMT", null, NOW)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("Sat, 23 May 2026 23:10:10 GMT", null, NOW)).contains(RetryAfter.TRUST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "+1", "soon", "٣", "Fri, 32 May 2026 23:10:10 GMT"})
    void ignoresWhatItCannotRead(String value) {
        assertThat(RetryAfter.parse(value, null, NOW)).isEmpty();
    }

    @Test
    void isEmptyWithoutAHeader() {
        assertThat(RetryAfter.parse(null, null, NOW)).isEmpty();
    }
}
