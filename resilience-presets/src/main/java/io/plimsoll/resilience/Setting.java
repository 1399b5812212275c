package io.plimsoll.resilience;

/**
 * One number of a preset with its reason.
 *
 * @param name what it sets
 * @param value as it is in effect
 * @param why one sentence
 */
public record Setting(String name, String value, String why) {}
