/**
 * An alert presses a button, and nothing else: the way from what is noticed to what is switched off, without a person in between.
 *
 * <p>A {@link io.plimsoll.http.mitigation.MitigationWebhook} is told of alerts by whom one of its {@link
 * io.plimsoll.http.mitigation.Verifier}s believes, and presses buttons that it was allowed, with leases that end by themselves.
 */
@NullMarked
package io.plimsoll.http.mitigation;

import org.jspecify.annotations.NullMarked;
