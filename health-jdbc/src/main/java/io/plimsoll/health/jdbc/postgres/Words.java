package io.plimsoll.health.jdbc.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How things are put for whoever is on call. */
final class Words {

    private static final int LONGEST = 200;

    private Words() {}

    /** As "92 s", "15 min" or "3 h". */
    static String of(Duration duration) {
        if (duration.toSeconds() < 120) {
            return duration.toSeconds() + " s";
        }
        return duration.toMinutes() < 120 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }

    /** One line of text from elsewhere, such as SQL, cut. */
    static String excerpt(@Nullable String foreign) {
        if (foreign == null) {
            return "";
        }
        String line = foreign.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.codePointCount(0, line.length()) <= LONGEST
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /** A value as a literal of SQL. */
    static String literal(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
