package io.plimsoll.resilience.logstorm;

/** Writes what was dropped; the seam to a logging framework. */
@FunctionalInterface
public interface Summaries {

    /**
     * Writes one line past the filter, through the logger that lost the events.
     *
     * <p>Called one at a time, on a thread that may block, and on that of {@link LogStorm#close}.
     *
     * @param logger the logger's name
     * @param summary the line, JSON as {@code {"dropped_logs": 2049, "reason": "Rate-limit threshold breached"}}
     * @return whether it is written; {@code false} keeps the events for the next summary
     */
    boolean write(String logger, String summary);
}
