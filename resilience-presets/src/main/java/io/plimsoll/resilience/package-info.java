/**
 * Calls that survive a sick dependency without making it sicker.
 *
 * <p>A {@link io.plimsoll.resilience.Guard} stands around the calls to one dependency and is made from a {@link
 * io.plimsoll.resilience.Preset}. Its parts stand in one order, outermost first: stale or fallback, panic, deadline, retry with
 * budget, breaker, bulkhead, attempt. {@link io.plimsoll.resilience.CallRefusedException} says which of them refused;
 * {@link io.plimsoll.resilience.Served} says whether what one got is fresh.
 */
@NullMarked
package io.plimsoll.resilience;

import org.jspecify.annotations.NullMarked;
