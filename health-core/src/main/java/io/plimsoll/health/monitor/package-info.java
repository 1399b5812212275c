/**
 * The engine: runs probes at their own pace and keeps one immutable picture of what they found.
 *
 * <p>{@link io.plimsoll.health.monitor.HealthMonitor} is the only thing to construct. Behind it each component has a {@code
 * ProbeLoop}, whose state changes on the scheduler's thread only; a {@code Verdict} is the pure rule that turns attempts
 * into a status; a {@code Snapshot} is what readers get, and they alone decide whether it is too old to be believed. {@link
 * io.plimsoll.health.monitor.KubernetesProbes} prints what a platform has to know of it.
 */
@NullMarked
package io.plimsoll.health.monitor;

import org.jspecify.annotations.NullMarked;
