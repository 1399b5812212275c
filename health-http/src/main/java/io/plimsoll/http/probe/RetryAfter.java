package io.plimsoll.http.probe;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server that answered 429 wants to be left alone. */
final class RetryAfter {

    /** Nobody silences a probe for longer. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    /** If it does not say, or not in a way that can be read. */
    static final Duration UNSAID = Duration.ofSeconds(10);

    private RetryAfter() {}

    /**
     * Reads {@code Retry-After} in seconds or as a date.
     *
     * @param now counts for a date only if the answer has no date of its own: two dates of one clock need no agreement
     *     between two clocks
     */
    static Duration of(HttpHeaders headers, Instant now) {
        Optional<String> value = headers.firstValue("Retry-After").map(String::strip);
        if (value.isEmpty()) {
            return UNSAID;
        }
        if (!value.get().isEmpty() && value.get().chars().allMatch(c -> c >= '0' && c <= '9')) {
            return seconds(value.get());
        }
        Instant sent = headers.firstValue("Date").flatMap(RetryAfter::date).orElse(now);
        return date(value.get())
                .map(until -> bounded(Duration.between(sent, until)))
                .orElse(UNSAID);
    }

    private static Duration seconds(String digits) {
        return digits.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(digits)));
    }

    private static Optional<Instant> date(String value) {
        try {
            return Optional.of(ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
