package io.plimsoll.health.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What makes a number degraded, or down; {@code null} for what does not matter. */
record GaugeRules(
        @Nullable Long above,
        @Nullable Long below,
        @Nullable Duration rising,
        @Nullable Duration silent) {

    static final GaugeRules NONE = new GaugeRules(null, null, null, null);

    GaugeRules above(long level) {
        return new GaugeRules(level, below, rising, silent);
    }

    GaugeRules below(long level) {
        return new GaugeRules(above, level, rising, silent);
    }

    GaugeRules rising(Duration duration) {
        return new GaugeRules(above, below, duration, silent);
    }

    GaugeRules silent(Duration duration) {
        return new GaugeRules(above, below, rising, duration);
    }

    /** The first rule that the number breaks, as the end of a sentence that begins with the gauge's name. */
    @Nullable
    String brokenBy(Trend trend) {
        if (above != null && trend.value() > above) {
            return "is above " + above;
        }
        if (below != null && trend.value() < below) {
            return "is below " + below;
        }
        if (rising != null && trend.hasRisenFor(rising)) {
            return "has been rising for " + text(rising);
        }
        if (silent != null && trend.hasStoodFor(silent)) {
            return "has not moved for " + text(silent);
        }
        return null;
    }

    private static String text(Duration duration) {
        if (duration.toMillisPart() != 0 || duration.toSeconds() == 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + " s";
        }
        return duration.toMinutesPart() != 0 ? duration.toMinutes() + " min" : duration.toHours() + " h";
    }
}
