/**
 * When every request fails, every request logs: what keeps the log from becoming the second outage.
 *
 * <p>A storm is bounded where it begins: {@link io.plimsoll.resilience.logstorm.LogStorm} decides by a token bucket whether an
 * event is written, before anything is formatted. What it drops is counted and told in one line through the logger that lost it.
 * Another kind of error still gets a word in, from a reserve. Nothing here knows a logging framework; {@link
 * io.plimsoll.resilience.logstorm.logback} is for Logback.
 */
@NullMarked
package io.plimsoll.resilience.logstorm;

import org.jspecify.annotations.NullMarked;
