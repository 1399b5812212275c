package io.plimsoll.health;

import java.time.Duration;
import java.time.Instant;

/**
 * One attempt of a probe ended, or was given up.
 *
 * @param component whose probe
 * @param finding what it found, before thresholds
 * @param latency how long it took, or the time after which it was given up
 * @param at when it ended
 */
public record ProbeResult(String component, Finding finding, Duration latency, Instant at) {}
