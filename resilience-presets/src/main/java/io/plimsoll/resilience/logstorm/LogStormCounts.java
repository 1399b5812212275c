package io.plimsoll.resilience.logstorm;

/**
 * What has become of the events that a {@link LogStorm} was asked about.
 *
 * @param emitted how many were let through, whole or without their stack
 * @param dropped how many were not
 * @param withoutStack how many of the emitted had a stack that was replaced by its hash
 */
public record LogStormCounts(long emitted, long dropped, long withoutStack) {

    /** Nothing yet. */
    public static final LogStormCounts NONE = new LogStormCounts(0, 0, 0);

    /** How many there were: all that are emitted or dropped, and no others. */
    public long offered() {
        return emitted + dropped;
    }
}
