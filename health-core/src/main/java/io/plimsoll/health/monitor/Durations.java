package io.plimsoll.health.monitor;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in settings and read them in messages: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}. */
final class Durations {

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    private static final Duration LONGEST_IN_MILLIS = Duration.ofHours(1);

    private Durations() {}

    /** Also takes ISO 8601 ({@code PT5S}). A bare number has no unit and is refused. */
    static Duration parse(String text) {
        Matcher simple = SIMPLE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (simple.matches()) {
            long amount = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException notIso) {
            throw new IllegalArgumentException("is not a duration such as 500ms, 5s, 2m, 1h or PT5S", notIso);
        }
    }

    static String show(Duration duration) {
        if (duration.toNanosPart() == 0) {
            return duration.toSeconds() + " s";
        }
        boolean wholeMillis = duration.toNanosPart() % 1_000_000 == 0;
        return wholeMillis && duration.compareTo(LONGEST_IN_MILLIS) < 0
                ? duration.toMillis() + " ms"
                : duration.toString();
    }
}
