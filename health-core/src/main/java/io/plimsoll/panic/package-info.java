/**
 * What is switched off, by whom, why and until when: state only.
 *
 * <p>A {@link io.plimsoll.panic.PanicBoard} has {@link io.plimsoll.panic.PanicButton}s. A button is pressed while any {@link
 * io.plimsoll.panic.Lease} of it is live, and each lease ends by itself. To ask is one volatile read; what follows from a button
 * is up to whoever asks, or listens ({@link io.plimsoll.panic.PanicListener}). A {@link io.plimsoll.panic.Ramp} lets calls back in
 * step by step after a lease has ended. A {@link io.plimsoll.panic.PanicStore} shares leases with the rest of a fleet.
 */
@NullMarked
package io.plimsoll.panic;

import org.jspecify.annotations.NullMarked;
