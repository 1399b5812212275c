package io.plimsoll.resilience.logstorm.logback;

import ch.qos.logback.classic.Level;
import io.plimsoll.resilience.logstorm.LogStormSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a configuration file says, as text: Logback's own conversion would warn of a number that is none, and go on with the
 * default.
 */
final class StormProperties {

    private static final Set<String> LEVELS = Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE");

    private final Map<String, String> texts = new LinkedHashMap<>();

    void set(String name, String text) {
        texts.put(name, text.strip());
    }

    /** @throws IllegalArgumentException with name, rule and value of the first that is refused */
    LogStormSettings over(LogStormSettings defaults) {
        return new LogStormSettings(
                number("eventsPerSecond", defaults.eventsPerSecond()),
                number("burst", defaults.burst()),
                number("newKindsPerSecond", defaults.newKindsPerSecond()),
                number("maximumKinds", defaults.maximumKinds()),
                time("quietAfter", defaults.quietAfter()),
                time("summaryEvery", defaults.summaryEvery()));
    }

    int threshold() {
        String text = texts.getOrDefault("level", "ERROR");
        if (!LEVELS.contains(text)) {
            throw new IllegalArgumentException(
                    "level must be ERROR, WARN, INFO, DEBUG or TRACE, but is " + text + "; ERROR is the default");
        }
        return Level.toLevel(text).levelInt;
    }

    private int number(String name, int otherwise) {
        String text = texts.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException none) {
            throw new IllegalArgumentException(name + " must be a whole number, but is " + text, none);
        }
    }

    private Duration time(String name, Duration otherwise) {
        String text = texts.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Duration.ofMillis(
                    ch.qos.logback.core.util.Duration.valueOf(text).getMilliseconds());
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(name + " must be a time as in 10 seconds, but is " + text, none);
        }
    }
}
