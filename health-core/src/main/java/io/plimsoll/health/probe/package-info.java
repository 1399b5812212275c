/**
 * Probes that need nothing but this JVM: its disk, heap, threads and file descriptors, and any number or pool of the
 * application.
 *
 * <p>{@code of} and {@code create} give a probe with its defaults, {@code builder} one with other settings; combinations
 * that make no sense are refused when it is built. What a probe of this JVM finds is {@link io.plimsoll.health.Scope#LOCAL
 * local}: taking this instance out helps.
 */
@NullMarked
package io.plimsoll.health.probe;

import org.jspecify.annotations.NullMarked;
