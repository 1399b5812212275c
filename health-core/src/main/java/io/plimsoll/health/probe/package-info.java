/**
 * Probes that need no other library: of this JVM, and of any number or pool of the application.
 *
 * <p>{@link io.plimsoll.health.probe.DiskProbe}, {@link io.plimsoll.health.probe.HeapProbe}, {@link
 * io.plimsoll.health.probe.GcProbe}, {@link io.plimsoll.health.probe.CpuProbe}, {@link io.plimsoll.health.probe.CgroupProbe},
 * {@link io.plimsoll.health.probe.DeadlockProbe} and {@link io.plimsoll.health.probe.FileDescriptorProbe} look at what this
 * process or its container alone has; what they find is {@link io.plimsoll.health.Scope#LOCAL local}, so taking this instance out helps. {@link
 * io.plimsoll.health.probe.GaugeProbe} watches any number. {@code of} and {@code create} give the defaults, {@code builder}
 * other settings; combinations that make no sense are refused when the probe is built.
 *
 * <p>A pool of anything (connections, threads, clients) is described by five numbers, {@link
 * io.plimsoll.health.probe.PoolStats}. {@link io.plimsoll.health.probe.PoolWatch} looks at them many times a second and
 * tells a busy pool from an exhausted one; {@link io.plimsoll.health.probe.PoolProbe} makes a component of that, and a
 * probe of something larger, such as a database, holds a watch of its own.
 */
@NullMarked
package io.plimsoll.health.probe;

import org.jspecify.annotations.NullMarked;
