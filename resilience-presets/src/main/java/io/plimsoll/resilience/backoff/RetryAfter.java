package io.plimsoll.resilience.backoff;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads how long a server wants to be left alone, and believes it within limits. */
public final class RetryAfter {

    /** No server silences us for longer by one answer. */
    public static final Duration TRUST = Duration.ofSeconds(60);

    private static final int LONGEST_NUMBER = 9;

    private RetryAfter() {}

    /**
     * Reads the header {@code Retry-After}.
     *
     * @param value seconds, or a date in the format of HTTP; {@code null} if there is no such header
     * @param sent the answer's own header {@code Date}, or {@code null}: two dates of one clock need no agreement between two
     *     clocks
     * @param now stands in for a {@code Date} that is missing or unreadable; {@code null} if such an answer is not to be read
     * @return from 0 to {@link #TRUST}; empty if nothing was said, or not in a way that can be read
     */
    public static Optional<Duration> parse(@Nullable String value, @Nullable String sent, @Nullable Instant now) {
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(seconds(text));
        }
        Instant from = date(sent).orElse(now);
        return from == null ? Optional.empty() : date(text).map(until -> trusted(Duration.between(from, until)));
    }

    private static Duration seconds(String digits) {
        return digits.length() > LONGEST_NUMBER ? TRUST : trusted(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static Optional<Instant> date(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Duration trusted(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(TRUST) > 0 ? TRUST : asked;
    }
}
