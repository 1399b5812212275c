package io.plimsoll.resilience.logstorm;

import java.time.Duration;

/**
 * How much may be written during a storm. A value; each {@code with...} gives another one.
 *
 * @param eventsPerSecond how many events pass for good, whatever they are; 100 by default, which a person cannot read either
 * @param burst how many pass at once after a rest; 100 by default
 * @param newKindsPerSecond how many events more pass since they are the first of their kind in a minute, at once and per second;
 *     20 by default, 0 for none
 * @param maximumKinds how many kinds are remembered; 256 by default, some 200 kB at the most. What does not fit is no new kind
 * @param quietAfter a storm is over when nothing has been dropped for that long, and told within twice that; 1 s by default
 * @param summaryEvery how often what was dropped is told while a storm lasts; 10 s by default
 */
public record LogStormSettings(
        int eventsPerSecond,
        int burst,
        int newKindsPerSecond,
        int maximumKinds,
        Duration quietAfter,
        Duration summaryEvery) {

    private static final int MOST = 1_000_000;
    private static final int MOST_KINDS = 4_096;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final LogStormSettings DEFAULTS =
            new LogStormSettings(100, 100, 20, 256, Duration.ofSeconds(1), Duration.ofSeconds(10));

    /** @throws IllegalArgumentException if a number is out of its range, with its name, the range and the value */
    public LogStormSettings {
        requireWithin("eventsPerSecond", 1, MOST, eventsPerSecond);
        requireWithin("burst", 1, MOST, burst);
        requireWithin("newKindsPerSecond", 0, MOST, newKindsPerSecond);
        requireWithin("maximumKinds", 1, MOST_KINDS, maximumKinds);
        requireWithin("quietAfter", quietAfter);
        requireWithin("summaryEvery", summaryEvery);
        if (summaryEvery.compareTo(quietAfter) < 0) {
            throw new IllegalArgumentException("summaryEvery must be at least quietAfter, but is " + summaryEvery
                    + " with quietAfter " + quietAfter + "; what was dropped is looked at once in quietAfter");
        }
    }

    /** 100 events per second and at once, 20 of new kinds, 256 kinds, quiet after 1 s, a summary every 10 s. */
    public static LogStormSettings defaults() {
        return DEFAULTS;
    }

    /** Another number of events per second. */
    public LogStormSettings withEventsPerSecond(int number) {
        return new LogStormSettings(number, burst, newKindsPerSecond, maximumKinds, quietAfter, summaryEvery);
    }

    /** Another number of events at once. */
    public LogStormSettings withBurst(int number) {
        return new LogStormSettings(eventsPerSecond, number, newKindsPerSecond, maximumKinds, quietAfter, summaryEvery);
    }

    /** Another reserve for the first events of their kinds. */
    public LogStormSettings withNewKindsPerSecond(int number) {
        return new LogStormSettings(eventsPerSecond, burst, number, maximumKinds, quietAfter, summaryEvery);
    }

    /** Another number of kinds to remember. */
    public LogStormSettings withMaximumKinds(int number) {
        return new LogStormSettings(eventsPerSecond, burst, newKindsPerSecond, number, quietAfter, summaryEvery);
    }

    /** Another time without drops after which a storm is over. */
    public LogStormSettings withQuietAfter(Duration time) {
        return new LogStormSettings(eventsPerSecond, burst, newKindsPerSecond, maximumKinds, time, summaryEvery);
    }

    /** Another time between two summaries of one storm. */
    public LogStormSettings withSummaryEvery(Duration time) {
        return new LogStormSettings(eventsPerSecond, burst, newKindsPerSecond, maximumKinds, quietAfter, time);
    }

    private static void requireWithin(String name, int least, int most, int value) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", but is " + value);
        }
    }

    private static void requireWithin(String name, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be from " + SHORTEST + " to " + LONGEST + ", but is " + value);
        }
    }
}
