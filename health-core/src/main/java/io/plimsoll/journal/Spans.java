package io.plimsoll.journal;

import java.time.Duration;

/** How long something took, as people say it. */
final class Spans {

    private Spans() {}

    static String show(Duration span) {
        if (span.compareTo(Duration.ofMinutes(2)) < 0) {
            return Math.max(0, span.toSeconds()) + " s";
        }
        return span.compareTo(Duration.ofHours(2)) < 0
                ? span.toMinutes() + " min"
                : span.toHours() + " h " + span.toMinutesPart() + " min";
    }
}
