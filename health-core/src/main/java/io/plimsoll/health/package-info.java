/**
 * The words of health: what a probe is asked, what it finds, and what everyone may read of it.
 *
 * <p>A {@link io.plimsoll.health.Probe} answers with a {@link io.plimsoll.health.Finding}; the monitor turns findings into
 * one immutable {@link io.plimsoll.health.HealthReport}. Everything here is a value or a contract: the engine is in {@code
 * io.plimsoll.health.monitor}.
 */
@NullMarked
package io.plimsoll.health;

import org.jspecify.annotations.NullMarked;
