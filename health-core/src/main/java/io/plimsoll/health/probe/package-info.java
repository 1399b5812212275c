/**
 * Probes that need no other library: of this JVM, and of any number or pool of the application.
 *
 * <p>{@link io.plimsoll.health.probe.DiskProbe}, {@link io.plimsoll.health.probe.HeapProbe}, {@link
 * io.plimsoll.health.probe.DeadlockProbe} and {@link io.plimsoll.health.probe.FileDescriptorProbe} look at what this process
 * alone has; what they find is {@link io.plimsoll.health.Scope#LOCAL local}, so taking this instance out helps. {@link
 * io.plimsoll.health.probe.GaugeProbe} watches any number. {@code of} and {@code create} give the defaults, {@code builder}
 * other settings; combinations that make no sense are refused when the probe is built.
 */
@NullMarked
package io.plimsoll.health.probe;

import org.jspecify.annotations.NullMarked;
